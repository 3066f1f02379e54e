package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ObjectNamesTest {
    private final ClassLoader loader = new ClassLoader() {};
    private final ObjectNames names = new ObjectNames();

    /** As an application may write one. */
    private static final class EqualToAll extends ProtectionDomain {
        EqualToAll(URL location) {
            super(new CodeSource(location, (Certificate[]) null), null);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof EqualToAll;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static URL file(String name) throws MalformedURLException {
        return URI.create("file:///nowhere/" + name).toURL();
    }

    private String of(ProtectionDomain domain) {
        return names.of(loader.getUnnamedModule(), loader, domain);
    }

    @Test
    void domainsThatThinkThemselvesEqualAreOfTheirOwnJars() throws Exception {
        assertThat(of(new EqualToAll(file("first-1.0.jar")))).isEqualTo("first");
        assertThat(of(new EqualToAll(file("second-1.0.jar")))).isEqualTo("second");
    }

    /** A jar in a jar is read by the application's own code, which may need a lock that another thread loads classes in. */
    @Test
    void aJarThatIsSlowToReadHoldsUpNoOther() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        URL slow = new URL(null, "nested:/slow-1.0.jar", new URLStreamHandler() {
            @Override
            protected @Nullable URLConnection openConnection(URL location) {
                reading.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException nobodyDoes) {
                    throw new IllegalStateException(nobodyDoes);
                }
                throw new IllegalStateException("cannot be read after all");
            }
        });
        FutureTask<String> waiting = new FutureTask<>(() -> of(new EqualToAll(slow)));
        Thread reader = new Thread(waiting, "reader");
        reader.start();
        reading.await();
        try {
            FutureTask<String> other = new FutureTask<>(() -> of(new EqualToAll(file("other-1.0.jar"))));
            new Thread(other, "other").start();
            assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("other");
        } finally {
            goOn.countDown();
        }
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("slow");
    }
}

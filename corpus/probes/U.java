import java.io.*;
import java.lang.reflect.*;
import java.net.*;
import java.nio.file.*;
import java.nio.file.attribute.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.zip.*;

/** What the probes share. */
class U {
    static ServerSocket listen() throws IOException {
        ServerSocket s = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        return s;
    }

    static Future<Boolean> watch(ServerSocket s) {
        CompletableFuture<Boolean> f = new CompletableFuture<>();
        daemon(() -> {
            try {
                Socket c = s.accept();
                f.complete(true);
                c.close();
            } catch (IOException e) {
                f.complete(false);
            }
        });
        return f;
    }

    static boolean hit(Future<Boolean> f, long ms) {
        try {
            return f.get(ms, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            return false;
        }
    }

    static Thread daemon(Runnable r) {
        Thread t = new Thread(null, r, "probe", 1 << 20);
        t.setDaemon(true);
        t.start();
        return t;
    }
    /** result, or the Throwable, or "TIMEOUT" */
    static Object timed(long ms, Callable<?> c) throws Exception {
        CompletableFuture<Object> f = new CompletableFuture<>();
        daemon(() -> {
            try {
                f.complete(c.call());
            } catch (Throwable t) {
                f.complete(t);
            }
        });
        try {
            return f.get(ms, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "TIMEOUT";
        }
    }

    static Object run(Callable<?> c) throws Exception {
        return timed(20000, c);
    }
    /** a linkage error is never "safe": it means that the patch is not self-consistent */
    static String verdict(boolean vuln, Object seen) {
        String s = String.valueOf(seen);
        if (!vuln
                && (s.matches(
                                "(?s).*(NoClassDefFoundError|NoSuchMethodError|NoSuchFieldError|IncompatibleClassChangeError|IllegalAccessError|AbstractMethodError|VerifyError).*")
                        || causeHas(seen, "java.lang.NoSuchMethodError")
                        || causeHas(seen, "java.lang.NoClassDefFoundError")
                        || causeHas(seen, "java.lang.IllegalAccessError")
                        || causeHas(seen, "java.lang.IncompatibleClassChangeError"))) return "ERROR linkage " + s;
        return (vuln ? "VULN " : "SAFE ") + (s.length() > 160 ? s.substring(0, 160) : s);
    }

    static Path secret() throws IOException {
        Path p = Files.createTempFile("secret", ".txt");
        Files.writeString(p, "s3cr3tMARK");
        p.toFile().deleteOnExit();
        return p;
    }

    static String rep(String s, int n) {
        return s.repeat(n);
    }

    static byte[] ser(Object o) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        ObjectOutputStream x = new ObjectOutputStream(b);
        x.writeObject(o);
        x.close();
        return b.toByteArray();
    }

    static Object deser(byte[] b) throws Exception {
        return new ObjectInputStream(new ByteArrayInputStream(b)).readObject();
    }

    static byte[] zip(String... nc) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        try (ZipOutputStream z = new ZipOutputStream(b)) {
            for (int i = 0; i < nc.length; i += 2) {
                z.putNextEntry(new ZipEntry(nc[i]));
                z.write(nc[i + 1].getBytes());
                z.closeEntry();
            }
        }
        return b.toByteArray();
    }

    static boolean open(Path p) throws IOException {
        for (PosixFilePermission q : Files.getPosixFilePermissions(p))
            if (!q.name().startsWith("OWNER")) return true;
        return false;
    }

    static byte[] find(byte[] b, byte[] what, byte[] with) {
        outer:
        for (int i = 0; i <= b.length - what.length; i++) {
            for (int j = 0; j < what.length; j++) if (b[i + j] != what[j]) continue outer;
            byte[] r = b.clone();
            System.arraycopy(with, 0, r, i, with.length);
            return r;
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    static <T> T proxy(Class<T> c, Map<String, Object> ans) {
        return (T) java.lang.reflect.Proxy.newProxyInstance(c.getClassLoader(), new Class<?>[] {c}, (p, m, a) -> {
            Object r = ans.get(m.getName());
            if (r == null && m.getName().equals("getAttribute") && a != null) r = ans.get("attr:" + a[0]);
            if (r == null && m.getName().equals("getHeader") && a != null) r = ans.get("header:" + a[0]);
            if (r != null) return r;
            Class<?> t = m.getReturnType();
            if (m.getName().equals("hashCode")) return 1;
            if (m.getName().equals("equals")) return p == a[0];
            if (m.getName().equals("toString")) return "proxy";
            if (t == boolean.class) return false;
            if (t == int.class) return 0;
            if (t == long.class) return 0L;
            return null;
        });
    }
    /** compiles one public class into a temporary folder and returns a loader that sees it */
    static ClassLoader compile(String name, String src) throws Exception {
        Path d = Files.createTempDirectory("cls"), f = d.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
        Files.writeString(f, src);
        if (javax.tools.ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-nowarn", "-d", d.toString(), f.toString())
                != 0) throw new IllegalStateException("compile");
        return new URLClassLoader(new URL[] {d.toUri().toURL()}, U.class.getClassLoader());
    }

    static boolean causeHas(Object t, String s) {
        for (Throwable x = t instanceof Throwable ? (Throwable) t : null; x != null; x = x.getCause())
            if (x.toString().contains(s)) return true;
        return false;
    }

    static Field field(Class<?> c, String n) throws Exception {
        for (Class<?> k = c; k != null; k = k.getSuperclass())
            try {
                Field f = k.getDeclaredField(n);
                f.setAccessible(true);
                return f;
            } catch (NoSuchFieldException e) {
            }
        throw new NoSuchFieldException(n);
    }
}

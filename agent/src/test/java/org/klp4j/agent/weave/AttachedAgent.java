package org.klp4j.agent.weave;

import com.sun.tools.attach.VirtualMachine;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Attaches to the JVM the tests run in. Every attach makes an agent of its own, as another product's would be. */
public final class AttachedAgent {
    private static volatile Instrumentation given;

    private AttachedAgent() {}

    /** Called by the JVM. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        given = instrumentation;
    }

    static synchronized Instrumentation attach() throws Exception {
        Path jar = Files.createTempFile("klp4j-test-agent", ".jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Agent-Class", AttachedAgent.class.getName());
        main.putValue("Can-Retransform-Classes", "true");
        main.putValue("Can-Redefine-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        VirtualMachine self =
                VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
            self.loadAgent(jar.toString());
        } finally {
            self.detach();
            Files.delete(jar);
        }
        return given;
    }
}

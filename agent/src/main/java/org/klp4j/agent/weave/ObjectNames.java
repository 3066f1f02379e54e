package org.klp4j.agent.weave;

import java.lang.module.ResolvedModule;
import java.net.URI;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which object a class belongs to: {@code vmlinux} for the run-time image, else its named module, else the name its
 * jar would have as an automatic module. Looked up once per protection domain.
 */
final class ObjectNames {
    static final String VMLINUX = "vmlinux";

    /** What a class belongs to that came from nowhere, such as a generated one. No patch can name it. */
    static final String NONE = "";

    private final Set<String> image = imageModules();
    private final ByIdentity<ProtectionDomain, String> byDomain = new ByIdentity<>(ObjectNames::ofDomain);

    String of(Class<?> loaded) {
        return of(loaded.getModule(), loaded.getClassLoader(), loaded.getProtectionDomain());
    }

    String of(ClassCopy copy) {
        return of(copy.module(), copy.loader(), copy.domain());
    }

    String of(Module module, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (loader instanceof ObjectLoader object) {
            return object.objectName();
        }
        String name = module.getName();
        if (name != null) {
            boolean inImage = module.getLayer() == ModuleLayer.boot() && image.contains(name);
            return inImage ? VMLINUX : name;
        }
        if (loader == null) {
            return VMLINUX;
        }
        return domain == null ? NONE : byDomain.of(domain);
    }

    private static String ofDomain(ProtectionDomain domain) {
        CodeSource source = domain.getCodeSource();
        return source == null || source.getLocation() == null ? NONE : JarNames.of(source.getLocation());
    }

    private static Set<String> imageModules() {
        Set<String> names = new HashSet<>();
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            URI location = module.reference().location().orElse(null);
            if (location != null && "jrt".equals(location.getScheme())) {
                names.add(module.name());
            }
        }
        return names;
    }
}

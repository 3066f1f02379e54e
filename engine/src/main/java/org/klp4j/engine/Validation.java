package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Refuses malformed structures with the kernel's errors, before anything else looks at them. */
final class Validation {
    private static final int MODULE_NAME_LEN = 56;
    private static final int KSYM_NAME_LEN = 512;

    private Validation() {}

    /** The core's half of a well-formed patch. */
    static Patch patch(PatchSpec spec, boolean registered, KernelLog log) throws KlpException {
        ModuleRef module = spec.module();
        List<ObjectSpec> specs = spec.objects();
        if (module == null || specs == null) {
            throw malformed(log, "the patch has no module or no objects");
        }
        for (ObjectSpec object : specs) {
            if (object.functions() == null) {
                String name = object.name() == null ? "vmlinux" : object.name();
                throw malformed(log, "object '" + name + "' has no functions array");
            }
        }
        for (StateSpec state : spec.states()) {
            if (state.id() == 0) {
                throw malformed(log, "state id 0 is reserved");
            }
        }
        if (!module.markedLivepatch()) {
            String line = "module " + module.name() + " is not marked as a livepatch module";
            log.livepatch(line);
            throw new KlpException(Errno.EINVAL, line + "; add 'Livepatch: Y' to its manifest");
        }
        return new Patch(spec, module, objects(specs, log), registered);
    }

    private static List<PatchObject> objects(List<ObjectSpec> specs, KernelLog log) throws KlpException {
        List<PatchObject> objects = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ObjectSpec spec : specs) {
            List<FunctionSpec> functions = spec.functions() == null ? List.of() : spec.functions();
            checkObject(spec.name(), functions, log);
            PatchObject object = PatchObject.of(spec, functions);
            if (!names.add(object.name)) {
                throw log.refuse(Errno.EEXIST, "object '" + object.name + "' is listed twice");
            }
            objects.add(object);
        }
        return objects;
    }

    private static void checkObject(@Nullable String name, List<FunctionSpec> functions, KernelLog log)
            throws KlpException {
        if (name != null && name.length() >= MODULE_NAME_LEN * 4) {
            throw malformed(log, "object name '" + name.substring(0, 32) + "…' is too long");
        }
        Set<String> nodes = new HashSet<>();
        for (FunctionSpec function : functions) {
            FunctionName method = function.name();
            if (method == null || method.method().isEmpty()) {
                throw malformed(log, "a function has no old_name");
            }
            if (function.newBody() == null) {
                throw malformed(log, "function '" + method.symbol() + "' has no new_func");
            }
            if (method.symbol().length() >= KSYM_NAME_LEN) {
                throw malformed(log, "function name '" + method.symbol().substring(0, 32) + "…' is too long");
            }
            if (!nodes.add(method.node())) {
                throw log.refuse(Errno.EEXIST, "function '" + method.node() + "' is listed twice");
            }
        }
    }

    private static KlpException malformed(KernelLog log, String why) {
        return log.refuse(Errno.EINVAL, "malformed patch: " + why);
    }
}

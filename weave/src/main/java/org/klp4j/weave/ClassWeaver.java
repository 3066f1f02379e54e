package org.klp4j.weave;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;

/**
 * Weaves replacement code into the bytes of a class: a pure, deterministic function of the bytes handed in and the
 * plans. Only the code of methods with a plan changes. The constant pool handed in is kept as it is and added to, so
 * weaving the same again adds nothing to what the JVM merges.
 *
 * <p>A gated method is {@code if (Gate.enter(id)) { patched } else { unpatched }}, in a constructor before the call
 * of {@code super} or {@code this}. A single method holds exactly its body, with no trace of the gate.
 */
public final class ClassWeaver {
    /** Where the hook stands in the target: the class with {@code static boolean enter(int)} and {@code arrive(int)}. */
    public static final String GATE = "java/lang/KlpGate";

    private final String gateOwner;

    /** A weaver for {@link #GATE}. */
    public ClassWeaver() {
        this(GATE);
    }

    /**
     * A weaver for a gate elsewhere.
     *
     * @param gateOwner internal name of a class every woven class can see
     */
    public ClassWeaver(String gateOwner) {
        this.gateOwner = gateOwner;
    }

    /**
     * Weaves.
     *
     * @param handedIn the class as the JVM hands it to a transformer
     * @param plans at most one per method, each of a method with code
     * @return a new class file, or {@code handedIn} itself when no plan changes anything
     * @throws Refusal when a plan cannot be carried out; nothing has changed then
     */
    public byte[] weave(byte[] handedIn, Collection<? extends MethodPlan> plans) throws Refusal {
        ClassReader host = ClassFiles.open(handedIn);
        try {
            return weave(host, handedIn, plans);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is, in this class or the patch's
            throw new Refusal("class file '" + host.getClassName() + "' or its patch is damaged: " + e.getMessage(), e);
        }
    }

    private byte[] weave(ClassReader host, byte[] handedIn, Collection<? extends MethodPlan> plans) throws Refusal {
        Map<MethodKey, MethodPlan> byMethod = new LinkedHashMap<>();
        for (MethodPlan plan : plans) {
            if (changesSomething(plan)) {
                byMethod.put(plan.method(), plan);
            }
        }
        if (byMethod.isEmpty()) {
            return handedIn;
        }
        ReplacementRules.check(ClassSymbols.of(host), byMethod.values());
        return write(host, byMethod);
    }

    private static boolean changesSomething(MethodPlan plan) {
        if (plan instanceof MethodPlan.Gated gated) {
            return !original(gated.patched()) || !original(gated.unpatched());
        }
        return !(plan instanceof MethodPlan.Single single && original(single.body()));
    }

    private static boolean original(MethodBody body) {
        return body instanceof MethodBody.Original;
    }

    private byte[] write(ClassReader host, Map<MethodKey, MethodPlan> plans) throws Refusal {
        FrameKeepingWriter writer = new FrameKeepingWriter(host);
        try {
            PlannedMethods planned = new PlannedMethods(writer, host, plans);
            host.accept(planned, 0);
            Bodies.append(planned.weavers);
            return writer.toByteArray();
        } catch (MethodTooLargeException e) {
            throw new Refusal(
                    "function '" + ClassFiles.binaryName(e.getClassName()) + "." + e.getMethodName()
                            + "' is too large to be woven: " + e.getCodeSize() + " bytes of code, 65535 are allowed",
                    e);
        } catch (ClassTooLargeException e) {
            throw new Refusal(
                    "class '" + ClassFiles.binaryName(e.getClassName()) + "' is too large to be woven: "
                            + e.getConstantPoolCount() + " constants, 65535 are allowed",
                    e);
        }
    }

    private final class PlannedMethods extends ClassVisitor {
        private final ClassReader host;
        private final Map<MethodKey, MethodPlan> plans;
        private final List<MethodWeaver> weavers = new ArrayList<>();

        PlannedMethods(ClassVisitor writer, ClassReader host, Map<MethodKey, MethodPlan> plans) {
            super(ClassFiles.API, writer);
            this.host = host;
            this.plans = plans;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            // handed on as it is, the writer copies an unplanned method without parsing it
            MethodVisitor target = super.visitMethod(access, name, descriptor, signature, exceptions);
            MethodPlan plan = plans.get(new MethodKey(name, descriptor));
            if (plan == null) {
                return target;
            }
            MethodWeaver weaver = new MethodWeaver(target, host, access, plan, gateOwner);
            weavers.add(weaver);
            return weaver;
        }
    }

    /** Computes no stack maps, so it never has to know how two classes are related. */
    private static final class FrameKeepingWriter extends ClassWriter {
        FrameKeepingWriter(ClassReader host) {
            super(host, 0);
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            throw new IllegalStateException("no stack map is computed here");
        }
    }
}

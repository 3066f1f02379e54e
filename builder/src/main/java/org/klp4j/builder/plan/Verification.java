package org.klp4j.builder.plan;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicVerifier;

/** Proves that code is well formed before it is written: stack, variables and control flow of every method. */
final class Verification {
    private Verification() {}

    static void of(ClassNode node) {
        for (MethodNode method : node.methods) {
            if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
                try {
                    new Analyzer<>(new BasicVerifier()).analyzeAndComputeMaxs(node.name, method);
                } catch (AnalyzerException e) {
                    throw new IllegalStateException(
                            "code made for '" + node.name.replace('/', '.') + "." + method.name + "' does not verify: "
                                    + e.getMessage(),
                            e);
                }
            }
        }
    }
}

package org.klp4j.it.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which part may know which other. */
class LayersTest {
    private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

    /** Annotations leave no code. */
    private static final String ANNOTATIONS = "org.jspecify.annotations";

    private static final String[] TOOLS = {
        "org.klp4j.client..", "org.klp4j.builder..", "org.klp4j.cli..", "org.klp4j.fuse.."
    };

    @Test
    void hookKnowsOnlyJavaBase() {
        check(classes()
                .that()
                .resideInAPackage("org.klp4j.hook..")
                .should()
                .onlyDependOnClassesThat(inJavaBaseOr("org.klp4j.hook..", ANNOTATIONS)));
    }

    @Test
    void formatKnowsOnlyJavaBase() {
        check(classes()
                .that()
                .resideInAPackage("org.klp4j.format..")
                .should()
                .onlyDependOnClassesThat(inJavaBaseOr("org.klp4j.format..", ANNOTATIONS)));
    }

    @Test
    void weaveKnowsOnlyAsm() {
        check(classes()
                .that()
                .resideInAPackage("org.klp4j.weave..")
                .should()
                .onlyDependOnClassesThat(inJavaBaseOr("org.klp4j.weave..", "org.objectweb.asm", ANNOTATIONS)));
    }

    @Test
    void engineKnowsHookAndFormat() {
        check(classes()
                .that()
                .resideInAPackage("org.klp4j.engine..")
                .should()
                .onlyDependOnClassesThat(
                        inJavaBaseOr("org.klp4j.engine..", "org.klp4j.hook..", "org.klp4j.format..", ANNOTATIONS)));
    }

    @Test
    void engineDoesNoInputOrOutputAndNoReflection() {
        check(noClasses()
                .that()
                .resideInAPackage("org.klp4j.engine..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..", "java.nio..", "java.net..", "java.lang.reflect..", "java.lang.instrument..")));
        check(noClasses()
                .that()
                .resideInAPackage("org.klp4j.engine..")
                .should()
                .callMethod(Class.class, "forName", String.class));
    }

    @Test
    void controlTreeDoesNotWeave() {
        check(noClasses()
                .that()
                .resideInAPackage("org.klp4j.agent.control..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.klp4j.weave..",
                        "org.klp4j.agent.weave..",
                        "org.objectweb.asm..",
                        "java.lang.instrument..")));
    }

    @Test
    void entryKnowsOnlyTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage("org.klp4j.agent.entry..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.klp4j..", "org.objectweb.asm..")
                        .and(DescribedPredicate.not(resideInAnyPackage("org.klp4j.agent.entry..")))));
    }

    @Test
    void toolsReachTheTargetOnlyByTheWire() {
        check(noClasses()
                .that()
                .resideInAnyPackage(TOOLS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.klp4j.engine..", "org.klp4j.agent..")));
    }

    @Test
    void demoKnowsNothingOfUs() {
        check(noClasses()
                .that()
                .resideInAPackage("org.klp4j.demo..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.klp4j..")
                        .and(DescribedPredicate.not(resideInAnyPackage("org.klp4j.demo..")))));
    }

    @Test
    void packagesFormNoCycle() {
        check(slices().matching("org.klp4j.(**)").should().beFreeOfCycles());
    }

    @Test
    void namesSayWhatThingsAre() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .orShould()
                .haveNameMatching(".*\\.Abstract[A-Z][^.]*"));
    }

    private static void check(ArchRule rule) {
        rule.check(Modules.CLASSES);
    }

    private static DescribedPredicate<JavaClass> inJavaBaseOr(String... packages) {
        return describe(
                "in java.base or " + String.join(", ", packages),
                type -> JAVA_BASE.contains(type.getBaseComponentType().getPackageName())
                        || type.getBaseComponentType().isPrimitive()
                        || resideInAnyPackage(packages).test(type.getBaseComponentType()));
    }
}

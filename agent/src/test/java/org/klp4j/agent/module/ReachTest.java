package org.klp4j.agent.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

class ReachTest {
    private static final Reach REACH = new Reach(
            List.of(part("lib.Parser", null), part("app.shaded.lib.Parser", UnaryOperator.identity())),
            List.of(),
            List.of());

    private static Reach.Part part(String className, @Nullable UnaryOperator<String> asBuilt) {
        FunctionImage function = new FunctionImage(className, "parse", "()V", 0, "00", "11");
        PatchImage image = new PatchImage(
                List.of(new ObjectImage("app", List.of(function), List.of())),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
        return new Reach.Part(image, asBuilt);
    }

    @Test
    void aRefusalOfARelocatedCopyNamesTheOptionThatLeavesItAlone() {
        KlpException refused = new KlpException(Errno.EINVAL, "function 'app.shaded.lib.Parser.parse()V' is not known");
        KlpException advised = REACH.advised(refused);
        assertEquals(refused.errno(), advised.errno());
        assertEquals(
                refused.getMessage() + "; that is a relocated copy, load with --no-copies to leave copies alone",
                advised.getMessage());
    }

    @Test
    void aRefusalOfTheLibraryItselfStaysAsItIs() {
        KlpException refused = new KlpException(Errno.EINVAL, "function 'lib.Parser.parse()V' is not known");
        assertSame(refused, REACH.advised(refused));
    }
}

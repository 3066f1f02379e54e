package org.klp4j.bench.peer;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/** What one would write with Byte Buddy: retransformation, and an advice that changes what {@code v()} returns. */
public final class BuddyAgent {
    private BuddyAgent() {}

    /** Installs the advice; {@code arguments}: the classes. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .type(ElementMatchers.namedOneOf(arguments.split(",")))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Fixed.class).on(ElementMatchers.named("v"))))
                .installOn(instrumentation);
    }

    /** The fix. */
    static final class Fixed {
        private Fixed() {}

        /** Inlined at the end of each method. */
        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // what it is set to is what the method returns
        static void exit(@Advice.Return(readOnly = false) int result) {
            result = 2;
        }
    }
}

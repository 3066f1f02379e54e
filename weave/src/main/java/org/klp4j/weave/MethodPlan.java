package org.klp4j.weave;

/** What one method is to be woven into. A method without a plan stays byte for byte as it is. */
public sealed interface MethodPlan {
    /** Which method. */
    MethodKey method();

    /** Only this body, and nothing added to it. */
    record Single(MethodKey method, MethodBody body) implements MethodPlan {}

    /**
     * Two bodies behind a gate.
     *
     * @param id what the gate is asked with
     * @param unpatched runs when the gate says no
     * @param patched runs when the gate says yes
     */
    record Gated(MethodKey method, int id, MethodBody unpatched, MethodBody patched) implements MethodPlan {}

    /**
     * A class that arrives before what its new code needs can be there. The method asks the hook; once the class has
     * its new bodies it calls itself, which is then one of them. It names nothing the new code needs, so the class
     * can be linked.
     *
     * @param id what the hook is asked with
     */
    record Arriving(MethodKey method, int id) implements MethodPlan {}
}

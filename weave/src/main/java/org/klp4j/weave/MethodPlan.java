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
}

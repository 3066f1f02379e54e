package org.klp4j.builder.plan;

/** Why a running method gets other code. */
sealed interface Cause {
    /** The fix has another body for it. */
    Cause CHANGED = new Changed();

    /** As the report has it. */
    String text();

    /** See {@link #CHANGED}. */
    record Changed() implements Cause {
        @Override
        public String text() {
            return "body changed";
        }
    }

    /** Something else the fix changes draws it in. */
    record Drawn(String text) implements Cause {}
}

package org.klp4j.it.klp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** What every refusal looks like: an error number and one line that says what, why, and perhaps what to do. */
public final class Refusals {
    private Refusals() {}

    /** Asserts that the call is refused with that number, and returns the line. */
    public static String refused(Errno errno, ThrowingCallable call) {
        Throwable refusal = catchThrowable(call);
        assertThat(refusal).isInstanceOf(KlpException.class);
        assertThat(Errno.of(((KlpException) refusal).errno()))
                .as(refusal.getMessage())
                .isEqualTo(errno);
        String line = String.valueOf(refusal.getMessage());
        assertThat(line)
                .isNotBlank()
                .doesNotContain("\n")
                .doesNotContain("Exception")
                .doesNotEndWith(".");
        return line;
    }
}

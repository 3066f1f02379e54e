package org.klp4j.builder.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Rules;

/** A short hash of what a module is built from, for the names of the classes it brings along. */
final class Tag {
    private static final int DIGITS = 8;

    private Tag() {}

    static String of(Inputs inputs, List<ClassChange> changes, Selection selection, Rules rules) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(selection.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(rules.toString().getBytes(StandardCharsets.UTF_8));
            for (String name : inputs.after().own().keySet()) {
                if (!inputs.before().owns(name)) {
                    digest.update(inputs.newBytes(name));
                }
            }
            for (ClassChange change : changes) {
                digest.update(inputs.oldBytes(change.before().name));
                digest.update(inputs.newBytes(change.after().name));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

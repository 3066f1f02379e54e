package org.klp4j.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The main attributes of a module's manifest. */
final class ModuleManifest {
    private static final String LIVEPATCH = "Livepatch";
    private static final String FORMAT = "Klp-Format";
    private static final String NAME = "Klp-Name";
    private static final String VERSION = "Klp-Version";
    private static final String SRCVERSION = "Klp-Srcversion";
    private static final String DESCRIPTION = "Klp-Description";
    private static final String AUTHOR = "Klp-Author";
    private static final String LICENSE = "Klp-License";
    private static final String DEPENDS = "Klp-Depends";
    private static final String PARAMETERS = "Klp-Parameters";
    private static final String INIT = "Klp-Init";
    private static final String FORMAT_VERSION = "1";

    private ModuleManifest() {}

    static byte[] write(ModuleInfo info) throws KlpException {
        if (!ModuleInfo.validName(info.name())) {
            throw new KlpException(
                    Errno.EINVAL,
                    "'" + info.name() + "' is no module name: letters, digits, '_' and '.', at most 55 characters");
        }
        StringBuilder text = new StringBuilder("Manifest-Version: 1.0\r\n");
        line(text, LIVEPATCH, info.livepatch() ? "Y" : "");
        line(text, FORMAT, FORMAT_VERSION);
        line(text, NAME, info.name());
        line(text, VERSION, info.version());
        line(text, SRCVERSION, info.srcversion());
        line(text, DESCRIPTION, info.description());
        line(text, AUTHOR, info.author());
        line(text, LICENSE, info.license());
        line(text, DEPENDS, String.join(",", info.depends()));
        line(text, PARAMETERS, String.join(",", info.parameters()));
        line(text, INIT, info.initClass() == null ? "" : info.initClass());
        return folded(text.append("\r\n").toString());
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name)
                    .append(": ")
                    .append(value.replaceAll("\\p{Cntrl}+", " "))
                    .append("\r\n");
        }
    }

    /** At most 72 bytes a line, as the jar specification wants; never cuts a character in two. */
    private static byte[] folded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int column = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            byte[] character =
                    Character.toString(text.codePointAt(i)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean lineEnd = character[0] == '\r' || character[0] == '\n';
            if (!lineEnd && column + character.length > 70) {
                write(out, new byte[] {'\r', '\n', ' '});
                column = 1;
            }
            write(out, character);
            column = lineEnd ? 0 : column + character.length;
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ModuleInfo read(Manifest manifest) throws FormatException {
        Attributes main = manifest.getMainAttributes();
        String format = value(main, FORMAT);
        if (format.isEmpty()) {
            throw new FormatException("its manifest has no '" + FORMAT + "'");
        }
        if (!format.equals(FORMAT_VERSION)) {
            throw new FormatException("its format is '" + format + "', this klp4j reads '" + FORMAT_VERSION + "'");
        }
        String name = ModuleInfo.nameOf(value(main, NAME));
        if (!ModuleInfo.validName(name)) {
            throw new FormatException("its manifest has no usable '" + NAME + "': '" + name + "'");
        }
        String livepatch = value(main, LIVEPATCH);
        if (!livepatch.isEmpty() && !livepatch.equals("Y")) {
            throw new FormatException(
                    "its manifest has '" + LIVEPATCH + ": " + livepatch + "' where only 'Y' is known");
        }
        return new ModuleInfo(
                name,
                value(main, VERSION),
                value(main, SRCVERSION),
                value(main, DESCRIPTION),
                value(main, AUTHOR),
                value(main, LICENSE),
                list(value(main, DEPENDS)),
                list(value(main, PARAMETERS)),
                livepatch.equals("Y"),
                emptyToNull(value(main, INIT)));
    }

    private static String value(Attributes main, String name) {
        String value = main.getValue(name);
        return value == null ? "" : value.strip();
    }

    private static List<String> list(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*"));
    }

    private static @Nullable String emptyToNull(String value) {
        return value.isEmpty() ? null : value;
    }
}

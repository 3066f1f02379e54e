package org.klp4j.agent.module;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.control.Attribute;
import org.klp4j.agent.control.Kstrtobool;
import org.klp4j.agent.control.Node;
import org.klp4j.api.ModuleParam;
import org.klp4j.engine.KernelLog;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The parameters of a hand-written module: static fields of its init class that say {@link ModuleParam}. */
final class Parameters {
    private final String module;
    private final KernelLog log;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    Parameters(String module, Class<?> initClass, KernelLog log) {
        this.module = module;
        this.log = log;
        for (Field field : initClass.getDeclaredFields()) {
            if (field.isAnnotationPresent(ModuleParam.class) && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                fields.put(field.getName(), field);
            }
        }
    }

    /** Sets what {@code insmod} was given; {@code name} alone is {@code name=1}, as in the kernel for booleans. */
    void set(List<String> given) throws KlpException {
        for (String parameter : given) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            Field field = fields.get(name);
            if (field == null) {
                log.write(module + ": unknown parameter '" + name + "' ignored");
                continue;
            }
            String value = equals < 0 ? "1" : parameter.substring(equals + 1);
            try {
                store(field, value);
            } catch (KlpException | RuntimeException invalid) {
                log.write(module + ": `" + value + "' invalid for parameter `" + name + "'"); // the kernel's quotes
                throw new KlpException(
                        Errno.EINVAL, "module '" + module + "': '" + value + "' invalid for parameter '" + name + "'");
            }
        }
    }

    /** The files under {@code module/NAME/parameters}. */
    Map<String, Node> files() {
        Map<String, Node> files = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            int mode = field.getAnnotation(ModuleParam.class).mode();
            if (mode != 0) {
                Attribute.Show show = (mode & 0444) == 0 ? null : () -> show(field) + "\n";
                Attribute.Store store = (mode & 0222) == 0 ? null : value -> store(field, text(value));
                files.put(name, new Attribute(letters(mode), show, store));
            }
        });
        return files;
    }

    private static String letters(int mode) {
        StringBuilder letters = new StringBuilder("-");
        for (int bit = 8; bit >= 0; bit--) {
            letters.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return letters.toString();
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8).stripTrailing();
    }

    private String show(Field field) throws KlpException {
        try {
            Object value = field.get(null);
            if (value instanceof Boolean flag) {
                return flag ? "Y" : "N";
            }
            if (value instanceof int[] numbers) {
                return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
            }
            return value == null ? "(null)" : value.toString();
        } catch (IllegalAccessException impossible) {
            throw new KlpException(Errno.EIO, "parameter '" + field.getName() + "' cannot be read", impossible);
        }
    }

    private void store(Field field, String text) throws KlpException {
        try {
            field.set(null, parse(field.getType(), text));
        } catch (NumberFormatException notANumber) {
            throw new KlpException(
                    Errno.EINVAL, "'" + text + "' is no value for parameter '" + field.getName() + "'", notANumber);
        } catch (IllegalAccessException impossible) {
            throw new KlpException(Errno.EIO, "parameter '" + field.getName() + "' cannot be set", impossible);
        }
    }

    private static @Nullable Object parse(Class<?> type, String text) throws KlpException {
        if (type == int.class) {
            return Integer.decode(text);
        }
        if (type == long.class) {
            return Long.decode(text);
        }
        if (type == boolean.class) {
            return Kstrtobool.parse(text.getBytes(StandardCharsets.UTF_8));
        }
        if (type == int[].class) {
            return Arrays.stream(text.split(",")).mapToInt(Integer::decode).toArray();
        }
        if (type == String.class) {
            return text;
        }
        throw new KlpException(Errno.EINVAL, "parameters of type '" + type.getName() + "' are not known");
    }
}

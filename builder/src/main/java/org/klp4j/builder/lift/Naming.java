package org.klp4j.builder.lift;

/**
 * Names of the classes a module brings along. Each holds the module's tag, so two modules never fight over a name
 * and the same module finds its own classes again when it is loaded a second time.
 *
 * @param tag short hash of what the module is built from
 */
public record Naming(String tag) {
    private static final String MARK = "$klp_";

    /** Whether a module brings a class of this name along. */
    boolean made(String name) {
        return name.contains(MARK + tag);
    }

    /** Lifted methods of a host. */
    String code(String host) {
        return host + MARK + tag;
    }

    /** Access to members of a host that only the host itself may use. */
    String link(String host) {
        return code(host) + "$link";
    }

    /** Added static fields of a host, and those whose initial value changed. */
    String statics(String host) {
        return code(host) + "$statics";
    }

    /** Serialization methods of a host. */
    String serial(String host) {
        return code(host) + "$serial";
    }

    /** One added instance field of a host. */
    String shadow(String host, String field, String descriptor) {
        String kind = descriptor.replaceAll("[^A-Za-z0-9]", "_");
        return code(host) + "$field_" + field
                + (descriptor.length() == 1 ? "" : "_" + Integer.toHexString(kind.hashCode()));
    }

    /** A class the fix adds. */
    String added(String name) {
        return name + MARK + tag;
    }
}

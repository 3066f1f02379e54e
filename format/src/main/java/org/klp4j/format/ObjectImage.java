package org.klp4j.format;

import java.util.List;

/**
 * The functions a built module replaces in one object.
 *
 * @param name module name of the jar by the JPMS naming rule
 * @param functions in class-file order, classes in the order of their names
 */
public record ObjectImage(String name, List<FunctionImage> functions) {
    /** Copies the list. */
    public ObjectImage {
        functions = List.copyOf(functions);
    }
}

package org.klp4j.builder.diff;

/** The kinds of difference between two class files. */
public enum ChangeKind {
    BODY("body changed"),
    METHOD_ADDED("method added"),
    METHOD_REMOVED("method removed"),
    METHOD_MODIFIERS("modifiers of the method changed"),
    FIELD_ADDED("field added"),
    FIELD_REMOVED("field removed"),
    FIELD_CHANGED("modifiers or constant of the field changed"),
    INITIALIZER("static initializer changed"),
    SUPERCLASS("superclass changed"),
    INTERFACES("interfaces changed"),
    CLASS_MODIFIERS("modifiers of the class changed"),
    CLASS_ADDED("class added"),
    CLASS_REMOVED("class removed");

    private final String text;

    ChangeKind(String text) {
        this.text = text;
    }

    /** As a report says it. */
    public String text() {
        return text;
    }
}

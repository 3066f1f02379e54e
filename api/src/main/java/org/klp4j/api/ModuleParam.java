package org.klp4j.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a static field of the {@code Klp-Init} class a module parameter of the field's name: set by
 * {@code name=value} when the module is loaded, and a file {@code module/MODULE/parameters/NAME}. Types: {@code int},
 * {@code long}, {@code boolean}, {@code String}, {@code int[]} ({@code 1,2,3}). The manifest lists the names in
 * {@code Klp-Parameters}. A field that is written while the module runs should be volatile.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface ModuleParam {
    /** Permissions of the file, e.g. {@code 0644}; 0 for no file. */
    int mode() default 0;
}

package org.klp4j.format;

import java.util.List;
import java.util.Map;

/**
 * What a built module changes.
 *
 * @param objects the replaced functions, by object
 * @param bodies class files that hold the replacement code, by binary name of the class they are for; each is named
 *     like that class and holds only replaced methods
 * @param companions classes to define beside their hosts, superclasses before their subclasses
 * @param needs what the new code needs and the old did not
 * @param notes facts for the operator that stay true whatever the target, one line each
 */
public record PatchImage(
        List<ObjectImage> objects,
        Map<String, byte[]> bodies,
        List<CompanionImage> companions,
        List<NeedImage> needs,
        List<String> notes) {
    /** Copies the collections. */
    public PatchImage {
        objects = List.copyOf(objects);
        bodies = Map.copyOf(bodies);
        companions = List.copyOf(companions);
        needs = List.copyOf(needs);
        notes = List.copyOf(notes);
    }
}

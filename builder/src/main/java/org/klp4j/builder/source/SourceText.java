package org.klp4j.builder.source;

import java.net.URI;
import java.net.URISyntaxException;
import javax.tools.SimpleJavaFileObject;

/** A source file as the compiler sees it. Its own name is kept for messages. */
final class SourceText extends SimpleJavaFileObject {
    private final SourceFile file;

    SourceText(SourceFile file, int number) {
        super(uri(file.name(), number), Kind.SOURCE);
        this.file = file;
    }

    /** Its last part becomes the {@code SourceFile} attribute. */
    private static URI uri(String name, int number) {
        try {
            return new URI("klp", null, "/" + number + "/" + name.substring(name.lastIndexOf('/') + 1), null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    SourceFile file() {
        return file;
    }

    @Override
    public String getName() {
        return file.name();
    }

    /** Any type may stand in it: who gives the files sees to that. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
        return kind == Kind.SOURCE;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return file.text();
    }
}

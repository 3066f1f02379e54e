package org.klp4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java -cp a.jar:b.jar com.foo.Main x y | com.foo.Main
            java -Xmx1g -XX:-UsePerfData -jar /srv/app.jar --port 1 | /srv/app.jar
            /usr/bin/java --add-opens java.base/java.lang=ALL-UNNAMED -p mods -m foo/foo.Main | foo/foo.Main
            java --module-path=mods @args --module foo | foo
            java -version | ''
            java -jar | ''
            """)
    void findsTheMainClass(String line, String mainClass) {
        assertThat(CommandLine.mainClass(List.of(line.split(" ")))).isEqualTo(mainClass);
    }
}

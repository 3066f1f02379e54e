package org.klp4j.it.moment;

import java.nio.file.Path;
import java.util.List;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;

/**
 * A library, its scenario, and the classes whose functions are patched: those that the fix changes, and those through
 * which the scenario comes in, so that each of its steps is one activation tree.
 */
record Library(String name, String before, String after, List<String> others, List<String> classes) {
    private static final Path JARS = Path.of(System.getProperty("klp.libraries"));

    static final Library JACKSON = new Library(
            "jackson",
            "jackson-databind-2.13.2.jar",
            "jackson-databind-2.13.2.1.jar",
            List.of("jackson-core-2.13.2.jar", "jackson-annotations-2.13.2.jar"),
            List.of(
                    "com/fasterxml/jackson/databind/ObjectMapper",
                    "com/fasterxml/jackson/databind/deser/BeanDeserializer",
                    "com/fasterxml/jackson/databind/deser/std/UntypedObjectDeserializer",
                    "com/fasterxml/jackson/databind/deser/std/UntypedObjectDeserializer$Vanilla",
                    "com/fasterxml/jackson/databind/deser/std/CollectionDeserializer",
                    "com/fasterxml/jackson/databind/deser/std/MapDeserializer",
                    "com/fasterxml/jackson/databind/deser/impl/MethodProperty",
                    "com/fasterxml/jackson/databind/ser/std/BeanSerializerBase",
                    "com/fasterxml/jackson/databind/ser/std/MapSerializer",
                    "com/fasterxml/jackson/databind/ser/BeanPropertyWriter",
                    "com/fasterxml/jackson/databind/util/TokenBuffer"));

    static final Library JETTY = new Library(
            "jetty",
            "jetty-http-9.4.51.v20230217.jar",
            "jetty-http-9.4.52.v20230823.jar",
            List.of(
                    "jetty-server-9.4.51.v20230217.jar",
                    "jetty-io-9.4.51.v20230217.jar",
                    "jetty-util-9.4.51.v20230217.jar",
                    "javax.servlet-api-3.1.0.jar"),
            List.of(
                    "org/eclipse/jetty/http/HttpParser",
                    "org/eclipse/jetty/http/HttpGenerator",
                    "org/eclipse/jetty/http/HttpFields",
                    "org/eclipse/jetty/http/HttpURI"));

    static final Library H2 = new Library(
            "h2",
            "h2-2.1.214.jar",
            "h2-2.1.214.jar",
            List.of(),
            List.of(
                    "org/h2/jdbc/JdbcStatement",
                    "org/h2/jdbc/JdbcPreparedStatement",
                    "org/h2/command/Command",
                    "org/h2/command/CommandContainer",
                    "org/h2/command/query/Query",
                    "org/h2/command/query/Select",
                    "org/h2/command/query/SelectGroups",
                    "org/h2/command/dml/Insert",
                    "org/h2/command/dml/Update",
                    "org/h2/expression/BinaryOperation",
                    "org/h2/expression/function/JavaFunction",
                    "org/h2/table/TableFilter"));

    static final Library RHINO = new Library(
            "rhino",
            "rhino-1.7.14.jar",
            "rhino-1.7.14.1.jar",
            List.of(),
            List.of(
                    "org/mozilla/javascript/Context",
                    "org/mozilla/javascript/Interpreter",
                    "org/mozilla/javascript/InterpretedFunction",
                    "org/mozilla/javascript/NativeArray",
                    "org/mozilla/javascript/NativeJSON",
                    "org/mozilla/javascript/NativeError",
                    "org/mozilla/javascript/Parser"));

    @Override
    public String toString() {
        return name;
    }

    /** The module's name. */
    String patch() {
        return "moment_" + name;
    }

    /** Builds the module from the marked releases. */
    Modules.Built module(Path directory) throws Exception {
        new Marks(classes).write(JARS.resolve(before), marked(directory, 0), JARS.resolve(after), marked(directory, 1));
        return Modules.build(patch(), marked(directory, 0), marked(directory, 1), directory);
    }

    /** Starts the scenario's JVM on the marked old release. */
    TargetJvm start(Jdk jdk, Path directory) {
        Path[] classPath = new Path[others.size() + 1];
        classPath[0] = marked(directory, 0);
        for (int i = 0; i < others.size(); i++) {
            classPath[i + 1] = JARS.resolve(others.get(i));
        }
        Path scenario = Fixture.of("moment", "moment-" + name, "support")
                .against(classPath)
                .jar(directory.resolve(name + "-scenario.jar"));
        return TargetJvm.of(jdk)
                .flags("-Xmx256m", "-Dorg.eclipse.jetty.LEVEL=OFF", "-Dorg.eclipse.jetty.util.log.announce=false")
                .classPath(classPath)
                .classPath(scenario)
                .main("points.Main")
                .start();
    }

    private Path marked(Path directory, int version) {
        return directory.resolve(name + "-" + version + ".jar");
    }
}

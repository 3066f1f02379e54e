package org.klp4j.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/**
 * Random programs of all kinds of change and ages of class files, patched while they run, must answer what a JVM that
 * started with the fix answers, and after disable what they answered before. {@code klp.programs} says how many.
 */
final class DifferentialIT {
    private static final int PROGRAMS = Integer.getInteger("klp.programs", 12);

    @TempDir
    private Path directory;

    @EachJdk
    void aPatchedProgramAnswersAsTheFixedOne(Jdk jdk) throws Exception {
        System.out.println("seed " + Seeds.seed() + ", " + PROGRAMS + " programs on " + jdk);
        List<Program.Form> forms = List.of(Program.Form.values());
        Dice dice = new Dice(Seeds.random("programs"));
        try (TargetJvm patched = new Service(directory).start(jdk);
                TargetJvm fresh = new Service(directory).start(jdk);
                Session session = Session.open(patched)) {
            for (int i = 0; i < PROGRAMS; i++) {
                Program.Form form = forms.get(i % forms.size());
                Program program = Program.random(dice, "p" + i, form);
                try {
                    compare(program, "p" + i, i, patched, fresh, session);
                } catch (Exception | AssertionError failure) {
                    throw new AssertionError(told(program, i), failure);
                }
            }
        }
    }

    private static String told(Program program, int number) {
        StringBuilder text = new StringBuilder("program " + number + ", " + program.form() + ", " + program.kinds());
        program.before()
                .forEach((path, source) ->
                        text.append("\n--- ").append(path).append('\n').append(source));
        program.after()
                .forEach((path, source) ->
                        text.append("\n+++ ").append(path).append('\n').append(source));
        return text.toString();
    }

    private void compare(Program program, String name, int loader, TargetJvm patched, TargetJvm fresh, Session session)
            throws Exception {
        Path before = jar(name + "-old.jar", program.before(), program.form());
        Path after = jar(name + "-new.jar", program.after(), program.form());
        patched.ask("loader " + before);
        fresh.ask("loader " + after);
        Map<String, String> old = answers(program, loader, patched);
        Map<String, String> fixed = answers(program, loader, fresh);
        Modules.Built module = Modules.build("fix_" + name, before, after, directory);
        session.insmod(module);
        session.settle();
        assertThat(answers(program, loader, patched)).as("patched").isEqualTo(fixed);
        session.disable(module.name());
        session.settle();
        assertThat(answers(program, loader, patched)).as("disabled").isEqualTo(old);
        session.enable(module.name());
        session.settle();
        assertThat(answers(program, loader, patched)).as("enabled again").isEqualTo(fixed);
        session.disable(module.name());
        session.settle();
        session.rmmod(module.name());
    }

    private static Map<String, String> answers(Program program, int loader, TargetJvm target) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String type : program.classes()) {
            answers.put(type, target.ask("in " + loader + " " + type + " answer"));
        }
        return answers;
    }

    private Path jar(String name, Map<String, String> sources, Program.Form form) throws IOException {
        List<Map.Entry<String, String>> files = List.copyOf(sources.entrySet());
        Fixture fixture = Fixture.source(files.get(0).getKey(), files.get(0).getValue());
        for (Map.Entry<String, String> file : files.subList(1, files.size())) {
            fixture = fixture.and(file.getKey(), file.getValue());
        }
        Map<String, byte[]> classes = Aging.aged(
                fixture.release(form.release).options("-nowarn", "-Xlint:none").classes(), form.version);
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return jar;
    }
}

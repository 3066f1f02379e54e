package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** A core on fakes, with time and retries in the hands of the test. */
final class Lab {
    final KernelLog log = new KernelLog();
    final FakeJvm jvm = new FakeJvm(log);
    final FakeThreads threads = new FakeThreads();
    final Livepatch livepatch;
    private RetryWorker.@Nullable Attempt worker;
    private long nanos;
    private long read;

    Lab() {
        livepatch = new Livepatch(
                jvm,
                jvm,
                threads,
                log,
                attempt -> {
                    worker = attempt;
                    return () -> {};
                },
                () -> nanos);
        threads.add("main");
    }

    /** One retry of the worker, {@code seconds} after the last. */
    void retry(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
        if (worker != null && worker.retry()) {
            worker = null;
        }
    }

    boolean workerRuns() {
        return worker != null;
    }

    /** The log since the last call must be these lines. */
    void said(String... lines) {
        assertThat(news()).containsExactly(lines);
    }

    /** As {@link #said}, of the lines of the kernel's core and the modules only. */
    void kernelSaid(String... lines) {
        assertThat(news().stream().filter(line -> !line.startsWith("klp4j: "))).containsExactly(lines);
    }

    List<String> news() {
        List<String> lines = new ArrayList<>();
        for (KernelLog.Record record : log.since(read)) {
            lines.add(record.text());
            read = record.sequence() + 1;
        }
        return lines;
    }

    FakeJvm.Module module(String name) {
        return new FakeJvm.Module(name, true);
    }

    FakeJvm.LoggingCallbacks callbacks(String patch) {
        return new FakeJvm.LoggingCallbacks(log, patch);
    }

    static FunctionSpec function(String symbol, String body) {
        int dot = symbol.lastIndexOf('.');
        FunctionName name = new FunctionName(symbol.substring(0, dot), symbol.substring(dot + 1), null, 0);
        return new FunctionSpec(name, new FakeJvm.NamedBody(body), false);
    }

    static ObjectSpec object(@Nullable String name, Callbacks callbacks, FunctionSpec... functions) {
        return new ObjectSpec(name, List.of(functions), callbacks);
    }

    static PatchSpec patch(ModuleRef module, boolean replace, ObjectSpec... objects) {
        return new PatchSpec(module, List.of(objects), List.of(), replace, false);
    }

    interface Operation {
        void run() throws KlpException;
    }

    /** The error number with which the operation is refused. */
    static Errno refused(Operation operation) {
        Throwable thrown = catchThrowable(operation::run);
        assertThat(thrown).isInstanceOf(KlpException.class);
        return Errno.of(((KlpException) thrown).errno());
    }

    PatchView view(String patch) {
        return livepatch.patches().stream()
                .filter(view -> view.name().equals(patch))
                .findFirst()
                .orElseThrow();
    }

    List<String> names() {
        return livepatch.patches().stream().map(PatchView::name).toList();
    }

    boolean patched(String patch, String object) {
        return view(patch).objects().stream()
                .filter(view -> view.name().equals(object))
                .findFirst()
                .orElseThrow()
                .patched();
    }
}

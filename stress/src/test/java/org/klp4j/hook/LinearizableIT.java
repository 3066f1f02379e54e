package org.klp4j.hook;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The lock-free structures are linearizable: whatever threads do at once, one order of their calls explains it. */
class LinearizableIT {
    private static final int ITERATIONS = Integer.getInteger("klp.iterations");
    private static final int EXPLORED = 200;
    private static final int STRESSED = 500;

    @Test
    void word() {
        explore(Word.class);
        stress(Word.class);
    }

    @Test
    void records() {
        explore(Records.class);
        stress(Records.class);
    }

    @Test
    void shadowField() {
        explore(Field.class);
        stress(Field.class);
    }

    @Test
    void shadowTable() {
        explore(Table.class);
        stress(Table.class);
    }

    /**
     * Every interleaving of few calls, one after the other. Most scenarios begin with hardly anything there, for two
     * calls race where one of them makes what the other looks for. A call of {@link ConcurrentHashMap} is one step, which
     * leaves few enough interleavings to try them all; inside such a step Lincheck leaves identity hash codes alone,
     * elsewhere it makes them zero, so that a key has to be made in none of its steps either. The keeper is left out: a
     * thread that begins when the garbage collector likes makes no run that is the same twice.
     */
    private static void explore(Class<?> structure) {
        new ModelCheckingOptions()
                .addGuarantee(forClasses(ConcurrentHashMap.class.getName())
                        .allMethods()
                        .treatAsAtomic())
                .addGuarantee(
                        forClasses(KlpShadowMap.class.getName()).methods("key").ignore())
                .addGuarantee(
                        forClasses(KlpShadowKeeper.class.getName()).allMethods().ignore())
                .iterations(ITERATIONS)
                .invocationsPerIteration(EXPLORED)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(1)
                .check(structure);
    }

    /** Real threads. */
    private static void stress(Class<?> structure) {
        new StressOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(STRESSED)
                .threads(2)
                .actorsPerThread(4)
                .check(structure);
    }

    /** The word of one thread: its own entries and switches, the worker's switches, force. */
    public static final class Word {
        private final KlpThread record = new KlpThread(Thread.currentThread(), 0);

        @Operation
        public int enter() {
            long seen = record.word();
            while (!record.countEntry(seen)) {
                seen = record.word();
            }
            return (int) seen & 1;
        }

        @Operation
        public boolean switchFrom(@Param(gen = IntGen.class, conf = "0:5") int word) {
            return record.trySwitch(word);
        }

        @Operation
        public void force(@Param(gen = IntGen.class, conf = "0:1") int universe) {
            record.force(universe);
        }

        @Operation
        public long word() {
            return record.word();
        }
    }

    /** The list of records: threads arrive, the engine walks it. */
    public static final class Records {
        private final KlpTransition transition = Transitions.to(1);

        @Operation
        public void arrive() {
            transition.arrive(Thread.currentThread());
        }

        @Operation
        public int count() {
            int count = 0;
            for (KlpThread record = transition.records(); record != null; record = record.next()) {
                count++;
            }
            return count;
        }
    }

    /** A field that two objects have without their class having it. */
    public static final class Field {
        private final List<Object> owners = List.of(new ArrayList<>(), new ArrayList<>());
        private final KlpShadow field = new KlpShadow("a.B.field:I") {
            @Override
            protected Object initial(Object key) {
                return 0;
            }
        };

        @Operation
        public @Nullable Object get(@Param(gen = IntGen.class, conf = "0:1") int owner) {
            return field.get(owners.get(owner));
        }

        @Operation
        public void set(@Param(gen = IntGen.class, conf = "0:1") int owner, int value) {
            field.set(owners.get(owner), value);
        }
    }

    /** Data attached to two objects, in a table of each run's own: into one that is static the exploration does not see. */
    public static final class Table {
        private final List<Object> owners = List.of(new ArrayList<>(), new ArrayList<>());
        private final KlpShadowMap table = new KlpShadowMap();

        @Operation
        public @Nullable Object get(@Param(gen = IntGen.class, conf = "0:1") int owner) {
            return table.get(owners.get(owner), 1);
        }

        @Operation
        public void put(@Param(gen = IntGen.class, conf = "0:1") int owner, int data) {
            table.put(owners.get(owner), 1, data);
        }

        @Operation
        public @Nullable Object putIfAbsent(@Param(gen = IntGen.class, conf = "0:1") int owner, int data) {
            return table.putIfAbsent(owners.get(owner), 1, data);
        }

        @Operation
        public @Nullable Object remove(@Param(gen = IntGen.class, conf = "0:1") int owner) {
            return table.remove(owners.get(owner), 1);
        }
    }
}

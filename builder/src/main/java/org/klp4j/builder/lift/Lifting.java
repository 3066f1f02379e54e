package org.klp4j.builder.lift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Everything one module has to bring along, found by following the references of its new code: what a piece of code
 * needs is queued when it is first mentioned and made when its turn comes. Not for use by several threads.
 */
public final class Lifting {
    private final View before;
    private final View after;
    private final Naming naming;
    private final Map<String, CodeClass> code = new TreeMap<>();
    private final Map<String, LinkClass> links = new TreeMap<>();
    private final Map<String, StaticsClass> statics = new TreeMap<>();
    private final Map<String, ShadowClass> shadows = new TreeMap<>();
    private final Map<String, SerialClass> serials = new TreeMap<>();
    private final Map<String, ClassNode> added = new TreeMap<>();
    private final Map<String, String> hosts = new TreeMap<>();
    private final Set<String> redirected = new HashSet<>();
    private final Set<String> dispatched = new HashSet<>();
    private final Set<String> widened = new HashSet<>();
    private final Set<String> published = new HashSet<>();
    private final Deque<Task> work = new ArrayDeque<>();
    private final Origins origins = new Origins();
    private final List<String> facts = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Rules rules;

    /**
     * A lifting that has found nothing yet.
     *
     * @param before the program as it runs
     * @param after the fixed program, with the names of the running one where a compiler numbered them
     * @param tag goes into the name of every class brought along
     * @param rules initial values the user gave
     */
    public Lifting(View before, View after, String tag, Rules rules) {
        this.before = before;
        this.after = after;
        this.naming = new Naming(tag);
        this.rules = rules;
    }

    View before() {
        return before;
    }

    View after() {
        return after;
    }

    Naming naming() {
        return naming;
    }

    Rules rules() {
        return rules;
    }

    /** How members were carried, for the report: {@code member: how}. */
    public List<String> facts() {
        return facts;
    }

    /** What the operator must know. */
    public List<String> warnings() {
        return warnings;
    }

    void warn(String line) {
        warnings.add(line);
    }

    void fact(String line) {
        facts.add(line);
    }

    /** Marks a static field whose initial value changed: all code is to use the copy in the statics class. */
    public void redirect(String owner, String name, String descriptor) {
        redirected.add(owner + "." + name + ":" + descriptor);
    }

    /** Whether code must use a copy of this static field. */
    public boolean isRedirected(String owner, String name, String descriptor) {
        return redirected.contains(owner + "." + name + ":" + descriptor);
    }

    /** Marks a method that gets a prologue for added overrides; {@code super} calls must go around it. */
    public void dispatch(String owner, String name, String descriptor) {
        dispatched.add(owner + "." + name + descriptor);
    }

    boolean isDispatched(MethodMember member) {
        return dispatched.contains(member.owner().name + "." + member.method().name + member.method().desc);
    }

    /** Whether the fix adds this class. */
    public boolean isAdded(String name) {
        return after.owns(name) && !before.owns(name);
    }

    CodeClass code(String host) {
        return code.computeIfAbsent(host, name -> new CodeClass(naming.code(name), newest(name)));
    }

    LinkClass link(String host) {
        return links.computeIfAbsent(host, name -> new LinkClass(naming.link(name), name));
    }

    StaticsClass statics(String host) {
        origins.mention(naming.statics(host));
        return statics.computeIfAbsent(host, name -> new StaticsClass(this, name, newest(name)));
    }

    /** What streams are led to for a host. */
    public SerialClass serial(String host) {
        return serials.computeIfAbsent(host, name -> new SerialClass(this, naming.serial(name), name));
    }

    /** All of those. */
    public Collection<SerialClass> serials() {
        return serials.values();
    }

    /** The fixed version of a class, or the running one where the fix has none. */
    ClassNode newest(String name) {
        ClassNode found = after.ownClass(name);
        ClassNode node = found == null ? before.ownClass(name) : found;
        if (node == null) {
            throw new IllegalStateException("class '" + name + "' is in neither jar");
        }
        return node;
    }

    /** The place of code lifted out of a host. */
    Place liftedPlace(String host) {
        CodeClass holder = code(host);
        return new Place(holder.name(), host, false, holder.version());
    }

    /** A static call of the lifted form of a method the running class does not have. */
    MethodInsnNode lifted(MethodMember member, boolean direct) {
        return new MethodLift(this).call(member, direct);
    }

    /** A static call that makes an object by a constructor the running class does not have. */
    MethodInsnNode liftedConstructor(MethodMember member) {
        return new ConstructorLift(this).call(member);
    }

    /** The accessors of an instance field the running class does not have. */
    ShadowClass shadow(FieldMember member) {
        FieldNode field = member.field();
        String name = naming.shadow(member.owner().name, field.name, field.desc);
        origins.mention(name);
        return shadows.computeIfAbsent(name, key -> {
            ShadowClass made = new ShadowClass(this, key, member);
            work.add(new Task(key, made::finish));
            return made;
        });
    }

    /** A private member of an added class is used from outside of it. */
    void widen(String owner, String name, String descriptor) {
        widened.add(owner + "." + name + descriptor);
    }

    /** A member of an added class is called from another package. */
    void publish(String owner, String name, String descriptor) {
        published.add(owner + "." + name + descriptor);
    }

    boolean isPublished(String owner, String name, String descriptor) {
        return published.contains(owner + "." + name + descriptor);
    }

    /** Something that is brought along is to be made. */
    void later(String key, Runnable task) {
        work.add(new Task(key, task));
    }

    /** Who needs what. */
    Origins origins() {
        return origins;
    }

    /** Makes the code of a function by this name: what it leads to, the function needs. */
    public <T> T function(String name, Supplier<T> code) {
        return origins.function(name, code);
    }

    /** The functions that need a class, or a method by its descriptor, of those that are brought along. */
    public Set<String> needing(String key) {
        return origins.of(key);
    }

    /** An added class is mentioned by code of this host. */
    public void need(String name, String host) {
        if (!isAdded(name)) {
            return;
        }
        origins.mention(name);
        if (hosts.putIfAbsent(name, host) == null) {
            later(name, () -> added.put(name, new AddedClass(this).rewritten(newest(name), host)));
        }
    }

    /**
     * What could not be made.
     *
     * @param text one line: what, and why
     * @param functions what needs it
     */
    public record Problem(String text, Set<String> functions) {}

    private record Task(String key, Runnable code) {}

    /** What could not be made, and why. */
    private record Failure(String key, String text) {}

    /** Works until nothing more is needed; what could not be made. */
    public List<Problem> settled() {
        List<Failure> failures = new ArrayList<>();
        boolean more = true;
        while (more) {
            while (!work.isEmpty()) {
                attempt(work.remove(), failures);
            }
            more = false;
            for (StaticsClass made : List.copyOf(statics.values())) {
                more |= attempt(made.node().name, made::finish, failures);
            }
            more |= !work.isEmpty();
        }
        // only now is known all that leads there
        return failures.stream()
                .map(failure -> new Problem(failure.text(), origins.of(failure.key())))
                .toList();
    }

    /** Whether this is a name of a class the module brings along, or of a member of one. */
    public boolean names(String symbol) {
        return naming.made(symbol);
    }

    private boolean attempt(Task task, List<Failure> failures) {
        return attempt(
                task.key(),
                () -> {
                    task.code().run();
                    return true;
                },
                failures);
    }

    private boolean attempt(String key, Supplier<Boolean> code, List<Failure> failures) {
        try {
            return origins.during(key, code);
        } catch (NotCarried e) {
            failures.add(new Failure(key, String.valueOf(e.getMessage())));
            return false;
        }
    }

    /** Has code begin with a choice among added overrides. */
    public void prepend(MethodMember overridden, List<ClassNode> overriders, MethodNode code) {
        String type = LinkClass.withReceiver(overridden.owner().name, overridden.method().desc);
        List<ClassNode> ordered = new ArrayList<>(overriders);
        ordered.sort(java.util.Comparator.comparingInt(
                        (ClassNode node) -> -after.supertypes(node.name).size())
                .thenComparing(node -> node.name));
        code.instructions.insert(new Dispatch(this).choices(overridden, type, ordered, Code.parametersFrame(type)));
        code.maxStack = Math.max(code.maxStack, Code.argumentSlots(type) + 1);
    }

    /** The new code of a method that stays in its class. */
    public MethodNode woven(ClassNode host, MethodNode old, MethodNode code, boolean fromFix) {
        MethodNode copy = Code.copy(code);
        copy.access = old.access;
        Place place = new Place(host.name, host.name, true, host.version & 0xffff);
        if (fromFix && Synchronization.gained(old, code)) {
            return synchronizedShell(host, code, copy);
        }
        boolean constructor = copy.name.equals("<init>") && fromFix;
        if (constructor) {
            new ConstructorChain(this, host).adapt(copy);
        }
        new Rewriter(this, place, fromFix ? after : before, copy).rewrite();
        if (constructor) {
            new DroppedFields(this, host).keep(old, copy);
        }
        return copy;
    }

    /** The running method has no monitor of its own, so it takes one and calls the code, which is lifted. */
    private MethodNode synchronizedShell(ClassNode host, MethodNode code, MethodNode copy) {
        boolean isStatic = (code.access & Opcodes.ACC_STATIC) != 0;
        MethodNode plain = Code.copy(code, code.access & ~Opcodes.ACC_SYNCHRONIZED, code.name, code.desc);
        MethodInsnNode body = lifted(new MethodMember(newest(host.name), plain), true);
        Synchronization.wrap(
                copy, Code.parametersFrame(body.desc), isStatic ? Type.getObjectType(host.name) : null, body);
        return copy;
    }

    /** Internal names of the classes of the fix that come along. */
    public Set<String> broughtAlong() {
        return added.keySet();
    }

    boolean isWidened(String owner, String name, String descriptor) {
        return widened.contains(owner + "." + name + descriptor);
    }

    /** Everything made, by name before added classes are renamed, with its host. */
    public Map<ClassNode, String> drafts() {
        Map<ClassNode, String> drafts = new java.util.LinkedHashMap<>();
        added.forEach((name, node) -> {
            AddedClass.widen(this, node);
            drafts.put(node, hosts.getOrDefault(name, name));
        });
        links.forEach((host, made) -> drafts.put(made.node(), host));
        code.forEach((host, made) -> {
            if (!made.node().methods.isEmpty()) {
                drafts.put(made.node(), host);
            }
        });
        serials.forEach((host, made) -> drafts.put(made.node(), host));
        statics.forEach((host, made) -> drafts.put(made.node(), host));
        shadows.values().forEach(made -> drafts.put(made.node(), made.host()));
        return drafts;
    }

    /** Code from a class file without stack maps, with those the running class needs. */
    public MethodNode withFrames(ClassNode host, MethodNode code) {
        MethodNode repaired = FrameRepair.repaired(after, host.name, host.superName, code);
        repaired.access = code.access;
        return repaired;
    }

    /** The name an added class gets in the target, others keep theirs. */
    public String finalName(String name) {
        return isAdded(name) ? naming.added(name) : name;
    }

    /** A running class of the same package and jar, whose loader an added class can share. */
    @Nullable
    String hostFor(String name) {
        ClassNode node = after.ownClass(name);
        String outer = name;
        while (outer.lastIndexOf('$') > 0) {
            outer = outer.substring(0, outer.lastIndexOf('$'));
            if (before.owns(outer)) {
                return outer;
            }
        }
        return node == null
                ? null
                : before.own().keySet().stream()
                        .filter(candidate -> Place.packageOf(candidate).equals(Place.packageOf(name)))
                        .findFirst()
                        .orElse(null);
    }

    static boolean isInterface(ClassNode node) {
        return (node.access & Opcodes.ACC_INTERFACE) != 0;
    }
}

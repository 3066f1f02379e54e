------------------------------ MODULE Protocol ------------------------------
(***************************************************************************)
(* The consistency protocol of klp4j: the gate that application threads    *)
(* pass (KlpGate, KlpTransition, KlpThread) and the worker that switches   *)
(* them (Transition, Transitions).  One step here is one access there to a *)
(* field that others write; steps that touch only a thread's own state are *)
(* merged with the next one.                                               *)
(*                                                                         *)
(* A body has a version: the number of patches it contains.  Transition i  *)
(* moves every thread between tr[i].lo (universe 0) and tr[i].hi = lo + 1  *)
(* (universe 1).  Promise: no thread ever runs bodies of two versions      *)
(* inside one activation tree of affected functions.                       *)
(*                                                                         *)
(* Broken names one rule to leave out; "none" is the protocol as it is.    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Threads,        \* application threads
    Depth,          \* longest stack of affected functions
    LastId,         \* number of transitions
    Patches,        \* how many patches may be stacked
    Reversals,      \* how often the operator turns a transition round, in all
    Forces,         \* how often the operator forces one, in all
    Failures,       \* how often a gate runs out of memory or stack, in all
    Births,         \* whether threads are born and die
    Others,         \* whether threads that are not modelled may hold the transition up
    Arrival,        \* whether a class of the patched object is loaded on the way
    Broken          \* the rule left out

VARIABLES
    life,           \* thread -> "unborn", "alive", "dead"
    stack,          \* thread -> frames of affected functions, innermost last
    pc,             \* thread -> where in the gate it is; "run" outside
    tmp,            \* thread -> what it has read: want (a target), seen (a universe), known (has a record), eager (must look before it counts)
    rec,            \* thread -> its record: id, u(niverse), fresh (no CAS since the worker read it), pub(lished), loc(al)
    excused,        \* threads that were inside when a transition was forced: force promises nothing for that activation
    code,           \* what the affected functions are woven to: gate = 0: one body of version v; else two bodies
    tr,             \* id -> the transition
    current,        \* id of the open transition, 0 = none
    busy, distrust, \* of the open transition
    arrived,        \* whether the late class is there
    e,              \* the engine: pc, id, looked, unrec, visit, batch, cand, stuck, lateKnown
    budget          \* what is left of Reversals, Forces, Failures

thread == <<life, stack, pc, tmp, rec, excused>>
gate == <<tr, current, busy, distrust>>
vars == <<thread, code, gate, arrived, e, budget>>

Late == "late"
Early == "early"
Functions == IF Arrival THEN {Early, Late} ELSE {Early}

NoRecord == [id |-> 0, u |-> 0, fresh |-> FALSE, pub |-> FALSE, loc |-> FALSE]
NoTmp == [want |-> 0, seen |-> 0, known |-> FALSE, eager |-> FALSE]
NoTransition == [origin |-> 0, target |-> 0, lo |-> 0, hi |-> 0, forced |-> FALSE, finished |-> FALSE, over |-> FALSE]

Init ==
    /\ life \in IF Births THEN {[t \in Threads |-> "unborn"]} ELSE {[t \in Threads |-> "alive"]}
    /\ stack = [t \in Threads |-> <<>>]
    /\ pc = [t \in Threads |-> "run"]
    /\ tmp = [t \in Threads |-> NoTmp]
    /\ rec = [t \in Threads |-> NoRecord]
    /\ excused = {}
    /\ code = [gate |-> 0, v |-> 0]
    /\ tr = [i \in 1..LastId |-> NoTransition]
    /\ current = 0 /\ busy = FALSE /\ distrust = FALSE
    /\ arrived = FALSE
    /\ e = [pc |-> "idle", id |-> 0, looked |-> FALSE, unrec |-> {}, visit |-> {}, batch |-> {}, cand |-> {},
            stuck |-> FALSE, lateKnown |-> FALSE]
    /\ budget = [reversals |-> Reversals, forces |-> Forces, failures |-> Failures]

Top(t) == stack[t][Len(stack[t])]
(* The transition a gate answers for: the one it was woven for, whatever runs now. *)
GateId(t) == IF Broken = "no-id" /\ current # 0 THEN current ELSE Top(t).gate

(* A frame counts as affected if the transition knows its function. *)
Known(f) == f.fn = Early \/ e.lateKnown
Affected(s) == \E k \in 1..Len(s) : Known(s[k])
Below(t) == SubSeq(stack[t], 1, Len(stack[t]) - 1)
Inside(t, i) == ~tr[i].over /\ Affected(Below(t))
Listed(t) == rec[t].pub /\ rec[t].id = current
HasRecord(t) == rec[t].loc /\ rec[t].id = GateId(t) /\ (rec[t].pub \/ Broken = "publish-first")

-----------------------------------------------------------------------------
(* Application threads *)

Goto(t, label) == pc' = [pc EXCEPT ![t] = label]

(* The gate answers: universe u, that is the body of that version. *)
Answer(t, u) ==
    LET id == Top(t).gate
        v == IF u = 1 THEN tr[id].hi ELSE tr[id].lo
    IN  /\ stack' = [stack EXCEPT ![t] = Append(Below(t), [fn |-> Top(t).fn, gate |-> 0, v |-> v])]
        /\ Goto(t, "run")
        /\ tmp' = [tmp EXCEPT ![t] = NoTmp]

Birth(t) ==
    /\ life[t] = "unborn"
    /\ life' = [life EXCEPT ![t] = "alive"]
    /\ UNCHANGED <<stack, pc, tmp, rec, excused, code, gate, arrived, e, budget>>

Death(t) ==
    /\ Births /\ life[t] = "alive" /\ pc[t] = "run" /\ stack[t] = <<>>
    /\ life' = [life EXCEPT ![t] = "dead"]
    /\ UNCHANGED <<stack, pc, tmp, rec, excused, code, gate, arrived, e, budget>>

Enter(t) ==
    /\ life[t] = "alive" /\ pc[t] = "run" /\ Len(stack[t]) < Depth
    /\ \E fn \in Functions :
        /\ fn = Late => arrived
        /\ stack' = [stack EXCEPT ![t] = Append(@, [fn |-> fn, gate |-> code.gate, v |-> code.v])]
    /\ Goto(t, IF code.gate = 0 THEN "run" ELSE "first")
    /\ excused' = IF e.pc = "force" THEN excused \cup {t} ELSE excused
    /\ UNCHANGED <<life, tmp, rec, code, gate, arrived, e, budget>>

Leave(t) ==
    /\ pc[t] = "run" /\ stack[t] # <<>>
    /\ stack' = [stack EXCEPT ![t] = Below(t)]
    /\ excused' = IF Len(stack[t]) = 1 THEN excused \ {t} ELSE excused
    /\ UNCHANGED <<life, pc, tmp, rec, code, gate, arrived, e, budget>>

(* KlpGate.enter, fast path: the target, then the universe. *)
First(t) ==
    /\ pc[t] = "first"
    /\ LET id == GateId(t) IN
        IF HasRecord(t)
        THEN /\ tmp' = [tmp EXCEPT ![t].want = IF Broken = "word-first" THEN rec[t].u ELSE tr[id].target]
             /\ Goto(t, "fast")
        ELSE /\ Goto(t, "undecided") /\ UNCHANGED tmp
    /\ UNCHANGED <<life, stack, rec, excused, code, gate, arrived, e, budget>>

Fast(t) ==
    /\ pc[t] = "fast"
    /\ LET id == GateId(t)
           other == IF Broken = "word-first" THEN tr[id].target ELSE rec[t].u
       IN  IF other = tmp[t].want
           THEN Answer(t, other)
           ELSE Goto(t, "undecided") /\ UNCHANGED <<stack, tmp>>
    /\ UNCHANGED <<life, rec, excused, code, gate, arrived, e, budget>>

(* KlpGate.undecided *)
Undecided(t) ==
    /\ pc[t] = "undecided"
    /\ LET id == GateId(t) IN
        IF current # id \/ (tr[id].finished /\ Broken # "late-arrival")
        THEN Answer(t, tr[id].target)
        ELSE /\ tmp' = [tmp EXCEPT ![t].known = HasRecord(t)]
             /\ Goto(t, IF HasRecord(t) THEN "want" ELSE "arrive")
             /\ UNCHANGED stack
    /\ UNCHANGED <<life, rec, excused, code, gate, arrived, e, budget>>

(* KlpTransition.arrive: make a record, *)
Arrive(t) ==
    /\ pc[t] = "arrive"
    /\ LET id == GateId(t)
           u == IF Inside(t, id) /\ ~tr[id].forced THEN tr[id].origin ELSE tr[id].target
       IN  rec' = [rec EXCEPT ![t] =
            [id |-> id, u |-> u, fresh |-> FALSE, pub |-> FALSE, loc |-> Broken # "publish-first"]]
    /\ tmp' = [tmp EXCEPT ![t].eager = Broken # "no-first-look"]
    /\ Goto(t, "publish")
    /\ UNCHANGED <<life, stack, excused, code, gate, arrived, e, budget>>

(* and publish it. *)
Publish(t) ==
    /\ pc[t] = "publish"
    /\ rec' = [rec EXCEPT ![t].pub = TRUE]
    /\ IF Broken = "no-reread"
       THEN Answer(t, rec[t].u)
       ELSE /\ Goto(t, IF Broken = "publish-first" THEN "remember" ELSE "want")
            /\ tmp' = [tmp EXCEPT ![t].known = Broken # "publish-first"]
            /\ UNCHANGED stack
    /\ UNCHANGED <<life, excused, code, gate, arrived, e, budget>>

(* Only when broken: the thread remembers its record after it published it. *)
Remember(t) ==
    /\ pc[t] = "remember"
    /\ rec' = [rec EXCEPT ![t].loc = TRUE]
    /\ Goto(t, "want")
    /\ UNCHANGED <<life, stack, tmp, excused, code, gate, arrived, e, budget>>

(* The loop of KlpTransition.decide: a forced transition waits for nobody; else the target, *)
Want(t) ==
    /\ pc[t] = "want"
    /\ LET i == tr[GateId(t)]
           force == i.forced /\ Broken # "force-once" /\ rec[t].u # i.target
       IN  /\ tmp' = [tmp EXCEPT ![t].want = IF Broken = "word-first" THEN rec[t].u ELSE i.target]
           /\ rec' = IF force THEN [rec EXCEPT ![t].u = i.target, ![t].fresh = FALSE] ELSE rec
           /\ excused' = IF force THEN excused \cup {t} ELSE excused
           /\ Goto(t, IF force THEN "want" ELSE "see")
    /\ UNCHANGED <<life, stack, code, gate, arrived, e, budget>>

(* then the word; equal: done; else look at the own stack, or count one more entry.  Looking costs, so a thread that
   looked in vain puts it off; one that has just arrived must not: the engine may have finished without its record. *)
See(t) ==
    /\ pc[t] = "see"
    /\ LET id == GateId(t)
           u == IF Broken = "word-first" THEN tmp[t].want ELSE rec[t].u
           want == IF Broken = "word-first" THEN tr[id].target ELSE tmp[t].want
       IN  IF u = want
           THEN Answer(t, u)
           ELSE /\ tmp' = [tmp EXCEPT ![t].seen = u]
                /\ \/ ~Inside(t, id) /\ Goto(t, "switch")
                   \/ (Inside(t, id) \/ ~tmp[t].eager) /\ Goto(t, "count")
                /\ UNCHANGED stack
    /\ UNCHANGED <<life, rec, excused, code, gate, arrived, e, budget>>

Switch(t) ==
    /\ pc[t] = "switch"
    /\ IF rec[t].u = tmp[t].seen
       THEN rec' = [rec EXCEPT ![t].u = 1 - @, ![t].fresh = FALSE]
       ELSE UNCHANGED rec
    /\ tmp' = [tmp EXCEPT ![t].eager = TRUE]
    /\ Goto(t, "want")
    /\ UNCHANGED <<life, stack, excused, code, gate, arrived, e, budget>>

Count(t) ==
    /\ pc[t] = "count"
    /\ IF rec[t].u = tmp[t].seen
       THEN /\ rec' = [rec EXCEPT ![t].fresh = @ /\ Broken = "no-count"]
            /\ Answer(t, tmp[t].seen)
       ELSE Goto(t, "want") /\ UNCHANGED <<rec, stack, tmp>>
    /\ UNCHANGED <<life, excused, code, gate, arrived, e, budget>>

(* No memory or stack is left, anywhere between the first call and the last. *)
Fail(t) ==
    /\ budget.failures > 0
    /\ pc[t] \in {"arrive", "publish", "remember", "want", "see", "switch", "count"}
    /\ budget' = [budget EXCEPT !.failures = @ - 1]
    /\ Goto(t, "distrust")
    /\ UNCHANGED <<life, stack, tmp, rec, excused, code, gate, arrived, e>>

(* KlpTransition.decideUnrecorded *)
Distrust(t) ==
    /\ pc[t] = "distrust"
    /\ distrust' = (distrust \/ GateId(t) = current)
    /\ Goto(t, IF Broken = "no-busy" THEN "unrecorded" ELSE "await")
    /\ UNCHANGED <<life, stack, tmp, rec, excused, code, tr, current, busy, arrived, e, budget>>

Await(t) ==
    /\ pc[t] = "await"
    /\ GateId(t) = current => ~busy
    /\ Goto(t, "unrecorded")
    /\ UNCHANGED <<life, stack, tmp, rec, excused, code, gate, arrived, e, budget>>

Unrecorded(t) ==
    /\ pc[t] = "unrecorded"
    /\ LET i == tr[GateId(t)] IN
        Answer(t, IF i.finished /\ Broken # "record-first" THEN i.target
                  ELSE IF tmp[t].known THEN rec[t].u
                  ELSE IF i.finished \/ i.forced THEN i.target
                  ELSE i.origin)
    /\ UNCHANGED <<life, rec, excused, code, gate, arrived, e, budget>>

InGate(t) ==
    First(t) \/ Fast(t) \/ Undecided(t) \/ Arrive(t) \/ Publish(t) \/ Remember(t) \/ Want(t) \/ See(t) \/ Switch(t)
        \/ Count(t) \/ Distrust(t) \/ Await(t) \/ Unrecorded(t)

ThreadStep(t) == Birth(t) \/ Death(t) \/ Enter(t) \/ Leave(t) \/ InGate(t) \/ Fail(t)

-----------------------------------------------------------------------------
(* The engine; everything here runs under its lock. *)

Target == tr[e.id].target
Origin == tr[e.id].origin
Alive == {t \in Threads : life[t] = "alive"}
To(label) == e' = [e EXCEPT !.pc = label]

Begin ==
    /\ e.pc = "idle" /\ e.id < LastId
    /\ \E target \in {0, 1} :
        /\ IF target = 1 THEN code.v < Patches ELSE code.v > 0
        /\ LET lo == IF target = 1 THEN code.v ELSE code.v - 1 IN
            tr' = [tr EXCEPT ![e.id + 1] =
                [NoTransition EXCEPT !.origin = 1 - target, !.target = target, !.lo = lo, !.hi = lo + 1]]
    /\ current' = e.id + 1
    /\ e' = [e EXCEPT !.pc = "weave", !.id = @ + 1, !.looked = FALSE, !.unrec = {},
                      !.lateKnown = arrived \/ Broken # "late-unknown"]
    /\ busy' = FALSE /\ distrust' = FALSE
    /\ UNCHANGED <<thread, code, arrived, budget>>

Weave ==
    /\ e.pc = "weave"
    /\ code' = [code EXCEPT !.gate = e.id]
    /\ To("attempt")
    /\ UNCHANGED <<thread, gate, arrived, budget>>

(* KlpTransition.force: moves every recorded thread, whatever it is doing. *)
MoveAll ==
    /\ rec' = [t \in Threads |-> IF Listed(t) THEN [rec[t] EXCEPT !.u = Target, !.fresh = FALSE] ELSE rec[t]]
    /\ excused' = excused \cup {t \in Threads : Listed(t) /\ rec[t].u # Target /\ stack[t] # <<>>}

(* Transition.tryComplete: is there an unrecorded call to look for? *)
Attempt ==
    /\ e.pc = "attempt"
    /\ IF tr[e.id].forced
       THEN /\ distrust' = (distrust /\ Broken = "force-distrusts")
            /\ IF Broken = "force-once" THEN UNCHANGED <<rec, excused>> ELSE MoveAll
            /\ To("pick")
       ELSE /\ UNCHANGED <<rec, excused, distrust>>
            /\ IF distrust \/ ~e.looked
               THEN To("take")
               ELSE IF Broken = "lossy-take"
                    THEN To("lose")
                    ELSE IF Target # Origin
                         THEN e' = [e EXCEPT !.pc = "visit", !.visit = e.unrec, !.unrec = {}]
                         ELSE To("forget")
    /\ UNCHANGED <<life, stack, pc, tmp, code, tr, current, busy, arrived, budget>>

(* Only when broken: the flag is cleared although it was not seen set. *)
Lose ==
    /\ e.pc = "lose"
    /\ distrust' = FALSE
    /\ e' = IF Target # Origin
            THEN [e EXCEPT !.pc = "visit", !.visit = e.unrec, !.unrec = {}]
            ELSE [e EXCEPT !.pc = "forget"]
    /\ UNCHANGED <<thread, code, tr, current, busy, arrived, budget>>

Take ==
    /\ e.pc = "take"
    /\ distrust' = FALSE
    /\ e' = [e EXCEPT !.pc = "visit", !.looked = TRUE, !.unrec = {}, !.visit = IF Broken = "no-look" THEN {} ELSE Alive]
    /\ UNCHANGED <<thread, code, tr, current, busy, arrived, budget>>

(* One stack trace, whole. *)
Visit ==
    /\ e.pc = "visit"
    /\ IF e.visit = {}
       THEN To("forget")
       ELSE \E t \in e.visit :
            e' = [e EXCEPT !.visit = @ \ {t}, !.unrec = IF Affected(stack[t]) THEN @ \cup {t} ELSE @]
    /\ UNCHANGED <<thread, code, gate, arrived, budget>>

Forget ==
    /\ e.pc = "forget"
    /\ e' = [e EXCEPT !.pc = "pick", !.unrec = {t \in @ : ~Listed(t)}]
    /\ UNCHANGED <<thread, code, gate, arrived, budget>>

Pick ==
    /\ e.pc = "pick"
    /\ LET batch == {t \in Threads : Listed(t) /\ rec[t].u # Target} IN
        /\ e' = [e EXCEPT !.pc = IF batch = {} THEN "sum" ELSE "words", !.batch = batch, !.stuck = FALSE]
        /\ busy' = (batch # {})
    /\ UNCHANGED <<thread, code, tr, current, distrust, arrived, budget>>

Words ==
    /\ e.pc = "words"
    /\ rec' = [t \in Threads |-> IF t \in e.batch THEN [rec[t] EXCEPT !.fresh = TRUE] ELSE rec[t]]
    /\ To("trace")
    /\ UNCHANGED <<life, stack, pc, tmp, excused, code, gate, arrived, budget>>

Trace ==
    /\ e.pc = "trace"
    /\ IF e.batch = {}
       THEN busy' = FALSE /\ To("sum")
       ELSE /\ UNCHANGED busy
            /\ \E t \in e.batch :
                e' = IF Affected(stack[t]) /\ Broken # "no-stack-check"
                     THEN [e EXCEPT !.batch = @ \ {t}, !.stuck = TRUE]
                     ELSE [e EXCEPT !.batch = @ \ {t}, !.cand = {t}, !.pc = "trust"]
    /\ UNCHANGED <<thread, code, tr, current, distrust, arrived, budget>>

Trust ==
    /\ e.pc = "trust"
    /\ e' = IF distrust /\ Broken # "no-distrust"
            THEN [e EXCEPT !.pc = "trace", !.cand = {}, !.stuck = TRUE]
            ELSE [e EXCEPT !.pc = "move"]
    /\ UNCHANGED <<thread, code, gate, arrived, budget>>

Move ==
    /\ e.pc = "move"
    /\ \E t \in e.cand :
        IF rec[t].fresh
        THEN /\ rec' = [rec EXCEPT ![t].u = Target, ![t].fresh = FALSE]
             /\ e' = [e EXCEPT !.pc = "trace", !.cand = {}]
        ELSE /\ e' = [e EXCEPT !.pc = "trace", !.cand = {}, !.stuck = TRUE]
             /\ UNCHANGED rec
    /\ UNCHANGED <<life, stack, pc, tmp, excused, code, gate, arrived, budget>>

Sum ==
    /\ e.pc = "sum"
    /\ LET pending == \/ e.stuck
                      \/ Target # Origin /\ e.unrec # {}
                      \/ \E t \in Threads : Listed(t) /\ rec[t].u # Target
       IN  \E more \in IF Others /\ ~tr[e.id].forced THEN {pending, TRUE} ELSE {pending} :
            /\ e' = [e EXCEPT !.pc = IF more THEN "wait" ELSE "ask", !.stuck = FALSE]
            /\ busy' = ~more
    /\ rec' = [t \in Threads |-> [rec[t] EXCEPT !.fresh = FALSE]]
    /\ UNCHANGED <<life, stack, pc, tmp, excused, code, tr, current, distrust, arrived, budget>>

(* KlpTransition.tryFinish *)
Ask ==
    /\ e.pc = "ask"
    /\ To(IF distrust /\ Broken # "no-distrust" THEN "not-yet" ELSE "finish")
    /\ UNCHANGED <<thread, code, gate, arrived, budget>>

NotYet ==
    /\ e.pc = "not-yet"
    /\ busy' = FALSE
    /\ To("wait")
    /\ UNCHANGED <<thread, code, tr, current, distrust, arrived, budget>>

Finish ==
    /\ e.pc = "finish"
    /\ tr' = [tr EXCEPT ![e.id].finished = TRUE]
    /\ To("open")
    /\ UNCHANGED <<thread, code, current, busy, distrust, arrived, budget>>

Open ==
    /\ e.pc = "open"
    /\ busy' = FALSE
    /\ To("close")
    /\ UNCHANGED <<thread, code, tr, current, distrust, arrived, budget>>

(* KlpGate.end *)
Close ==
    /\ e.pc = "close"
    /\ current' = 0
    /\ distrust' = FALSE
    /\ To("drop")
    /\ UNCHANGED <<thread, code, tr, busy, arrived, budget>>

Drop ==
    /\ e.pc = "drop"
    /\ tr' = [tr EXCEPT ![e.id].over = TRUE]
    /\ To("unweave")
    /\ UNCHANGED <<thread, code, current, busy, distrust, arrived, budget>>

Unweave ==
    /\ e.pc = "unweave"
    /\ code' = [gate |-> 0, v |-> IF Target = 1 THEN tr[e.id].hi ELSE tr[e.id].lo]
    /\ To("idle")
    /\ UNCHANGED <<thread, gate, arrived, budget>>

Retry ==
    /\ e.pc = "wait"
    /\ To("attempt")
    /\ UNCHANGED <<thread, code, gate, arrived, budget>>

Reverse ==
    /\ e.pc = "wait" /\ budget.reversals > 0
    /\ ~tr[e.id].forced \/ Broken = "reverse-forced"
    /\ tr' = [tr EXCEPT ![e.id].target = 1 - @]
    /\ budget' = [budget EXCEPT !.reversals = @ - 1]
    /\ UNCHANGED <<thread, code, current, busy, distrust, arrived, e>>

Force ==
    /\ e.pc = "wait" /\ budget.forces > 0
    /\ tr' = [tr EXCEPT ![e.id].forced = TRUE]
    /\ excused' = excused \cup {t \in Threads : stack[t] # <<>>}
    /\ budget' = [budget EXCEPT !.forces = @ - 1]
    /\ To("force")
    /\ UNCHANGED <<life, stack, pc, tmp, rec, code, current, busy, distrust, arrived>>

ForceRecords ==
    /\ e.pc = "force"
    /\ MoveAll
    /\ e' = [e EXCEPT !.pc = "wait", !.unrec = {}]
    /\ UNCHANGED <<life, stack, pc, tmp, code, gate, arrived, budget>>

ClassArrives ==
    /\ Arrival /\ ~arrived /\ e.pc \in {"idle", "wait"}
    /\ arrived' = TRUE
    /\ UNCHANGED <<thread, code, gate, e, budget>>

Working ==
    Weave \/ Attempt \/ Lose \/ Take \/ Visit \/ Forget \/ Pick \/ Words \/ Trace \/ Trust \/ Move \/ Sum \/ Ask
        \/ NotYet \/ Finish \/ Open \/ Close \/ Drop \/ Unweave \/ Retry \/ ForceRecords

EngineStep == Begin \/ Working \/ Reverse \/ Force \/ ClassArrives

-----------------------------------------------------------------------------
Next == EngineStep \/ \E t \in Threads : ThreadStep(t)

(* For checking safety only. *)
Symmetry == Permutations(Threads)

Safe == Init /\ [][Next]_vars

(* A thread that comes back for ever looks at its stack some time (KlpThread.patience). *)
Looks(t) == See(t) /\ pc'[t] = "switch"
(* The engine is not busy all the time, so one who waits finds it idle some time: SF_vars(Await(t)). *)
(* "Every thread leaves": it ends each of its activations, though it may come back at once. *)
Ends(t) == Leave(t) /\ stack'[t] = <<>>

Fair ==
    /\ WF_vars(Working)
    /\ \A t \in Threads : WF_vars(InGate(t)) /\ SF_vars(Await(t)) /\ SF_vars(Looks(t))
                       /\ SF_vars(Leave(t)) /\ SF_vars(Ends(t))

Live == Safe /\ Fair

(* No thread runs bodies of two versions inside one activation tree. *)
Consistent ==
    \A t \in Threads \ excused : \A j, k \in 1..Len(stack[t]) :
        stack[t][j].gate = 0 /\ stack[t][k].gate = 0 => stack[t][j].v = stack[t][k].v

TypeOK ==
    /\ current \in 0..LastId
    /\ \A t \in Threads : Len(stack[t]) <= Depth /\ rec[t].u \in {0, 1}
    /\ budget.failures >= 0

(* Every transition ends. *)
EveryTransitionEnds == \A i \in 1..LastId : [](current = i => <>(current # i))
=============================================================================

/* Fusion: which nodes run together, and in which order. Knows of no Lua.
 *
 * Each node starts as a step of its own. A node joins the step of a producer, then the step of another reader of an input, when together they are a
 * group (group.h) and the union would not close a circle: two steps may join unless some third step depends on the one while the other depends on it.
 *
 * All steps stand in a line in which each comes behind those that it depends on. So a circle is looked for between two steps' places alone: from the
 * first along those that read what it makes and from the second along those that it reads, a step of each in turn, until the searches meet or one has
 * come to its end. What that one met moves to the other side of the two, when they join (after Pearce and Kelly, "A dynamic topological sort
 * algorithm for directed acyclic graphs", JEA 11, 2006). A search of STEPS_MOST steps gives up, and the two stay apart.
 *
 * Then small groups that make variables' next values join too, under the same condition: those that are alike (joint.h), and those of one element.
 *
 * The order takes the ready step with the smallest first node, steps that make a variable's next value last.
 *
 * Cost: a step joins its neighbours as a rule, and most searches are short; none is longer than STEPS_MOST. */
#include <string.h>

#include "base/memory.h"
#include "graph/joint.h"
#include "op/matmul.h"
#include "op/reduce.h"

enum { STEPS_MOST = 8192, ROW_LEAST = 1024, REDUCED_LEAST = 1 << 15 };

typedef struct fusion {
    ln_context *ctx;
    const ln_graph *graph;
    int count;
    int *leader, *next; /* of each node: the first one of its step, -1 before its visit; the one behind it in its step, or -1 */
    bool *absorbed;
    bool *joins;         /* of each node: whether it can be a member of a group */
    int *readers, *from; /* of each value v: readers[from[v]] to readers[from[v + 1] - 1] are the nodes that read it, in order */
    bool *result, *last; /* of each value: whether it is a result of the graph; a variable's next value */
    int *line, *place;   /* the steps in line, with -1 between them; where each step stands */
    int placed;
    int *met, searches; /* of each step: the last search that met it; searches so far */
    int *waiting[2];    /* scratch: steps that two searches have met and not yet looked behind */
    int *found;         /* scratch: neighbours of a step */
    int *members;       /* scratch */
    int *recent;        /* of each value: a loop node of its shape that reads it, or -1 */
} fusion;

/* Steps -------------------------------------------------------------------------------------------------------------- */

/* The nodes of two steps, or of one twice, in order, but for absorbed ones. */
static int members_of(const fusion *f, int a, int b, int *out)
{
    int count = 0;
    for (b = a == b ? -1 : b; a >= 0 || b >= 0;) {
        int *first = b < 0 || (a >= 0 && a < b) ? &a : &b;
        if (!f->absorbed[*first])
            out[count++] = *first;
        *first = f->next[*first];
    }
    return count;
}

/* The steps that read what a step makes, once for each reading. */
static int followers(const fusion *f, int step)
{
    int count = 0;
    for (int i = step; i >= 0; i = f->next[i])
        for (int k = 0; k < f->graph->nodes[i].record->out_count; k++) {
            const int value = f->graph->nodes[i].outs[k];
            for (int r = f->from[value]; r < f->from[value + 1]; r++) {
                const int reader = f->leader[f->readers[r]];
                if (reader >= 0 && reader != step)
                    f->found[count++] = reader;
            }
        }
    return count;
}

/* Whether a step reads what another makes. */
static bool reads_from(const fusion *f, int step, int other)
{
    for (int count = followers(f, other); count > 0; count--)
        if (f->found[count - 1] == step)
            return true;
    return false;
}

/* The steps whose results a step reads, once for each reading. */
static int sources(const fusion *f, int step)
{
    int count = 0;
    for (int i = step; i >= 0; i = f->next[i])
        for (int k = 0; k < f->graph->nodes[i].record->input_count; k++) {
            const ln_value *v = &f->graph->values[f->graph->nodes[i].inputs[k]];
            if (v->kind == LN_VALUE_RESULT && f->leader[v->index] != step)
                f->found[count++] = f->leader[v->index];
        }
    return count;
}

/* A search from a step along its followers, or against the line along its sources. */
typedef struct search {
    int from, number;
    bool along;
    int *waiting, left;
} search;

static search begin(fusion *f, int from, bool along)
{
    search s = { .from = from, .number = ++f->searches, .along = along, .waiting = f->waiting[along], .left = 1 };
    s.waiting[0] = from;
    return s;
}

/* Looks behind one step; whether the search meets the other one, which began at the other end, at a third step. */
static bool meets(fusion *f, search *s, const search *other)
{
    const int step = s->waiting[--s->left], end = f->place[other->from];
    const int count = s->along ? followers(f, step) : sources(f, step);
    for (int k = 0; k < count; k++) {
        const int next = f->found[k];
        if (f->met[next] == other->number || (next == other->from && step != s->from))
            return true;
        if (f->met[next] == s->number || (s->along ? f->place[next] >= end : f->place[next] <= end))
            continue;
        f->met[next] = s->number;
        s->waiting[s->left++] = next;
    }
    return false;
}

/* Looks for a third step between `a` and `b`, which stands behind it. Where there is none: the search that has come to its end. */
static bool are_free(fusion *f, int a, int b, search *ended)
{
    search there = begin(f, a, true), back = begin(f, b, false);
    for (int steps = 0; there.left > 0 && back.left > 0; steps++)
        if (steps == STEPS_MOST || meets(f, &there, &back) || (there.left > 0 && meets(f, &back, &there)))
            return false;
    *ended = there.left == 0 ? there : back;
    return true;
}

/* Puts the step `keep`, which is to be `a` and `b`, in their stead: before what a search from `a` met, or behind what one from `b` met. */
static void replace(fusion *f, int a, int b, int keep, const search *ended)
{
    const int end = f->place[b];
    int at = f->place[a], behind = 0;
    for (int p = at; p <= end; p++) {
        const int step = f->line[p];
        if (step < 0 || step == a || step == b)
            continue;
        if ((f->met[step] == ended->number) == ended->along) {
            ended->waiting[behind++] = step;
        } else {
            f->line[at] = step;
            f->place[step] = at++;
        }
    }
    f->line[at] = keep;
    f->place[keep] = at++;
    for (int i = 0; i < behind; i++) {
        f->line[at] = ended->waiting[i];
        f->place[ended->waiting[i]] = at++;
    }
    while (at <= end)
        f->line[at++] = -1;
}

/* Makes one step of two, unless that closes a circle. */
static bool join(fusion *f, int a, int b)
{
    const int keep = a < b ? a : b, gone = a < b ? b : a;
    const bool ordered = f->place[a] < f->place[b];
    const int before = ordered ? a : b, behind = ordered ? b : a;
    search ended;
    if (!are_free(f, before, behind, &ended))
        return false;
    replace(f, before, behind, keep, &ended);
    for (int i = gone; i >= 0; i = f->next[i])
        f->leader[i] = keep;
    for (int at = keep, other = gone; other >= 0;) { /* both in order */
        const int next = f->next[at];
        if (next < 0 || next > other) {
            f->next[at] = other;
            at = other;
            other = next;
        } else {
            at = next;
        }
    }
    return true;
}

/* Joins the steps of two nodes if that is allowed. */
static void try_join(fusion *f, int m, int n)
{
    ln_group group;
    const int a = f->leader[m], b = f->leader[n];
    if (a != b && ln_group_make(f->ctx, f->graph, f->members, members_of(f, a, b, f->members), &group))
        join(f, a, b);
}

static void visit(fusion *f, int n)
{
    const ln_graph *graph = f->graph;
    const ln_node *node = &graph->nodes[n];
    f->leader[n] = n;
    f->place[n] = f->placed;
    f->line[f->placed++] = n;
    f->joins[n] = ln_node_is_loop(graph, n) || ln_node_is_fold(graph, n) || ln_node_is_view(graph, n);
    if (!f->joins[n])
        return;
    for (int k = 0; k < node->record->input_count; k++) {
        int value = node->inputs[k];
        const ln_value *v = &graph->values[value];
        if (v->kind == LN_VALUE_RESULT && f->joins[v->index])
            try_join(f, v->index, n);
        if (ln_node_is_view(graph, n) ||
            (v->tensor->size == 1 && (v->kind == LN_VALUE_CONSTANT || node->record->outs[0]->size > 1)))
            continue; /* scalars are read by all */
        if (f->recent[value] >= 0)
            try_join(f, f->recent[value], n);
        f->recent[value] = n;
    }
}

/* Reductions ---------------------------------------------------------------------------------------------------------- */

/* Whether a node, alone in its step, reduces long rows of much memory, so that it pays to compute what it reduces on the way. */
static bool may_be_absorbed(const fusion *f, int node)
{
    const ln_record *r = f->graph->nodes[node].record;
    if (!f->graph->nodes[node].live || r->input_count != 1 || r->inputs[0]->size < REDUCED_LEAST || r->outs[0]->size == 0 ||
        r->inputs[0]->size / r->outs[0]->size < ROW_LEAST)
        return false;
    const ln_call call = ln_record_call(r, NULL);
    return ln_reduce_takes_fill(&call) && members_of(f, f->leader[node], f->leader[node], f->members) == 1;
}

/* How many reductions a group has taken in; -1 where it has no room for this one, or they are of another shape. */
static int taken_in(const fusion *f, int group, int node)
{
    const ln_record *r = f->graph->nodes[node].record;
    int count = 0;
    for (int i = group; i >= 0; i = f->next[i]) {
        if (!f->absorbed[i])
            continue;
        const ln_record *other = f->graph->nodes[i].record;
        if (r->inputs[0]->size != other->inputs[0]->size || r->outs[0]->size != other->outs[0]->size)
            return -1;
        count++;
    }
    return count < LN_FILLED_MOST ? count : -1;
}

/* Whether a group can hand a value to a reduction block by block: one of its own elements, or of its rows, made or read from neighbouring ones. */
static bool hands_on(const fusion *f, int group, int value)
{
    ln_group g;
    int count = members_of(f, group, group, f->members);
    if (!ln_group_make(f->ctx, f->graph, f->members, count, &g))
        return false;
    const ln_value *v = &f->graph->values[value];
    int at = ln_group_find(&g, value);
    if (at < 0 && (v->kind == LN_VALUE_RESULT ? ln_node_is_view(f->graph, v->index) : !ln_tensor_is_contiguous(v->tensor)))
        return false;
    for (int i = 0; at < 0 && i < g.count; i++) { /* a reader that makes as many elements */
        const ln_node *node = &f->graph->nodes[g.members[i].node];
        for (int k = 0; k < node->record->input_count; k++)
            if (node->inputs[k] == value && g.members[i].role != LN_ROLE_FOLD && node->record->outs[0]->size == v->tensor->size)
                at = i;
    }
    return at >= 0 && g.members[at].base == at && g.rows == (g.members[at].role != LN_ROLE_WIDE);
}

/* Whether nothing but a group and reductions that may join it reads a value of its. */
static bool stays_inside(const fusion *f, int group, int value)
{
    if (f->result[value] || f->last[value])
        return false;
    for (int r = f->from[value]; r < f->from[value + 1]; r++)
        if (f->leader[f->readers[r]] != group && !may_be_absorbed(f, f->readers[r]))
            return false;
    return true;
}

/* Lets a reduction join the group that makes its input, where that then needs no memory, else one that takes in another one too. It has that input
 * alone: where the group needs none of its results no circle can close. */
static bool take_in(fusion *f, int node)
{
    const ln_graph *graph = f->graph;
    const int x = graph->nodes[node].inputs[0];
    const ln_value *v = &graph->values[x];
    if (v->kind == LN_VALUE_RESULT && f->joins[v->index]) {
        const int group = f->leader[v->index], taken = taken_in(f, group, node);
        if ((taken > 0 || (taken == 0 && stays_inside(f, group, x))) && hands_on(f, group, x))
            return join(f, group, node);
    }
    for (int r = f->from[x]; r < f->from[x + 1]; r++) {
        const int group = f->leader[f->readers[r]];
        if (ln_node_is_loop(graph, f->readers[r]) && taken_in(f, group, node) > 0 && !reads_from(f, group, node) &&
            hands_on(f, group, x) && join(f, group, node))
            return true;
    }
    return false;
}

/* Lets reductions join groups. The second round is for those that came before what brought their group to take in any. */
static void absorb(fusion *f)
{
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < f->count; i++)
            if (!f->absorbed[i] && may_be_absorbed(f, i))
                f->absorbed[i] = take_in(f, i);
}

/* Products ------------------------------------------------------------------------------------------------------------ */

bool ln_node_hands_on(const ln_graph *graph, int node)
{
    const ln_record *r = graph->nodes[node].record;
    const ln_call call = ln_record_call(r, NULL);
    return ln_matmul_hands_on(&call, r->outs[0]);
}

/* Whether a plain group, whose elements are those of `out` and that has taken in nothing, makes no variable's next value: a product may fail, and none may
 * have changed then. */
static bool may_follow(const fusion *f, int group, const ln_tensor *out)
{
    ln_group g;
    int count = members_of(f, group, group, f->members);
    if (!ln_group_make(f->ctx, f->graph, f->members, count, &g) || g.rows || g.whole->rank != out->rank)
        return false;
    for (int i = 0; i < out->rank; i++)
        if (g.whole->shape[i] != out->shape[i])
            return false;
    for (int i = group; i >= 0; i = f->next[i])
        if (f->absorbed[i] || f->last[f->graph->nodes[i].outs[0]])
            return false;
    return true;
}

/* Lets a group that reads a product's result work on it as it is finished, one product for each group. */
static void follow(fusion *f)
{
    const ln_graph *graph = f->graph;
    for (int i = 0; i < f->count; i++) {
        if (!graph->nodes[i].live || !ln_node_hands_on(graph, i) || f->leader[i] != i)
            continue;
        const int product = graph->nodes[i].outs[0];
        for (int r = f->from[product]; r < f->from[product + 1] && !f->absorbed[i]; r++) {
            const int group = f->leader[f->readers[r]];
            f->absorbed[i] =
                ln_node_is_loop(graph, f->readers[r]) && may_follow(f, group, graph->values[product].tensor) && join(f, group, i);
        }
    }
}

/* Joint groups --------------------------------------------------------------------------------------------------------- */

/* Whether a step is a small plain group, and nothing is joint with it; its nodes. */
static bool may_be_part(const fusion *f, const int *part, int step, int *nodes, int *count)
{
    if (f->leader[step] != step)
        return false;
    *count = 0;
    for (int i = step; i >= 0; i = f->next[i]) {
        if (f->absorbed[i] || part[i] > 0 || *count == LN_GROUP_NODES)
            return false;
        nodes[(*count)++] = i;
    }
    return ln_joint_can(f->graph, nodes, *count);
}

/* Steps that may be parts, and what kind each is of. */
typedef struct candidates {
    int *steps, count;
    uint32_t *kinds;
} candidates;

/* Joins those that are alike with the group of one, `nodes`, a part of several elements. */
static void join_alike(fusion *f, const candidates *c, int one, const int *nodes, int count, int *part)
{
    int parts = 1, whole = c->steps[one];
    int64_t size = f->graph->nodes[whole].record->outs[0]->size;
    for (int i = 0; i < c->count && size < LN_JOINT_MOST; i++) {
        const int step = c->steps[i];
        if (c->kinds[i] != 0 && c->kinds[i] != c->kinds[one])
            continue;
        const int64_t more = f->graph->nodes[step].record->outs[0]->size;
        int others[LN_GROUP_NODES], other_count;
        if (size + more > LN_JOINT_MOST || step == whole || !may_be_part(f, part, step, others, &other_count) ||
            other_count != count || !ln_joint_alike(f->graph, nodes, others, count) || reads_from(f, whole, step) ||
            reads_from(f, step, whole) || !join(f, whole, step))
            continue;
        whole = f->leader[step];
        size += more;
        for (int m = 0; m < count; m++)
            part[others[m]] = parts;
        parts++;
    }
}

/* Joins small groups that make variables' next values: those that are alike, then those of one element, as counts and totals are, of the same shape.
 * The candidates have room for all steps. */
static void join_small(fusion *f, const bool *late, candidates *c, int *part)
{
    int nodes[LN_GROUP_NODES], count, last = -1;
    for (int i = 0; i < f->count; i++)
        if (late[i] && may_be_part(f, part, i, nodes, &count)) {
            c->kinds[c->count] = ln_joint_kind(f->graph, nodes, count);
            c->steps[c->count++] = i;
        }
    for (int i = 0; i < c->count; i++)
        if (c->kinds[i] != 0 && may_be_part(f, part, c->steps[i], nodes, &count))
            join_alike(f, c, i, nodes, count, part);
    for (int i = 0; i < c->count; i++)
        if (c->kinds[i] == 0 && may_be_part(f, part, c->steps[i], nodes, &count)) {
            if (last >= 0)
                try_join(f, last, c->steps[i]);
            last = f->leader[c->steps[i]];
        }
}

/* Order ---------------------------------------------------------------------------------------------------------------- */

/* Steps of which the first is wanted. */
typedef struct queue {
    uint64_t *bits;
    size_t words, first; /* all words before `first` are 0 */
} queue;

static void put(queue *q, int step)
{
    const size_t word = (size_t)step / 64;
    q->bits[word] |= (uint64_t)1 << (step % 64);
    q->first = word < q->first ? word : q->first;
}

/* Takes the first step out; -1 when there is none. */
static int take(queue *q)
{
    while (q->first < q->words && q->bits[q->first] == 0)
        q->first++;
    if (q->first == q->words)
        return -1;
    const int step = (int)(q->first * 64) + __builtin_ctzll(q->bits[q->first]);
    q->bits[q->first] &= q->bits[q->first] - 1;
    return step;
}

/* `waits`: for each step, 0. */
static void order_steps(const fusion *f, queue *early, queue *late, const bool *is_late, int *waits, ln_groups *out)
{
    for (int i = 0; i < f->count; i++)
        for (int k = f->leader[i] == i ? followers(f, i) : 0; k-- > 0;)
            waits[f->found[k]]++;
    for (int i = 0; i < f->count; i++)
        if (f->leader[i] == i && waits[i] == 0)
            put(is_late[i] ? late : early, i);
    for (int step; (step = take(early)) >= 0 || (step = take(late)) >= 0;) {
        out->order[out->count++] = step;
        for (int k = followers(f, step); k-- > 0;)
            if (--waits[f->found[k]] == 0)
                put(is_late[f->found[k]] ? late : early, f->found[k]);
    }
}

static ln_status order(fusion *f, ln_zone *zone, ln_groups *out)
{
    const size_t n = (size_t)f->count, words = (n + 63) / 64;
    queue early = { .words = words }, late = { .words = words };
    bool *is_late;
    int *waits;
    candidates small = { .steps = out->order }; /* there is no order yet */
    LN_TRY(ln_zone_alloc(f->ctx, zone, n, sizeof *small.kinds, &small.kinds));
    LN_TRY(ln_zone_alloc(f->ctx, zone, n, sizeof *is_late, &is_late));
    LN_TRY(ln_zone_alloc(f->ctx, zone, n, sizeof *waits, &waits));
    LN_TRY(ln_zone_alloc(f->ctx, zone, words, sizeof *early.bits, &early.bits));
    LN_TRY(ln_zone_alloc(f->ctx, zone, words, sizeof *late.bits, &late.bits));
    for (int i = 0; i < f->graph->variable_count; i++) {
        const ln_value *v = &f->graph->values[f->graph->variables[i].last];
        if (v->kind == LN_VALUE_RESULT)
            is_late[f->leader[v->index]] = true;
    }
    join_small(f, is_late, &small, out->part);
    order_steps(f, &early, &late, is_late, waits, out);
    return LN_OK;
}

/* Notes who reads each value, and what is needed when all steps have run. */
static ln_status read_graph(fusion *f, ln_zone *zone)
{
    const ln_graph *graph = f->graph;
    const size_t values = (size_t)graph->value_count;
    int *from;
    LN_TRY(ln_zone_alloc(f->ctx, zone, values + 2, sizeof *from, &from));
    LN_TRY(ln_zone_alloc(f->ctx, zone, values, sizeof *f->result, &f->result));
    LN_TRY(ln_zone_alloc(f->ctx, zone, values, sizeof *f->last, &f->last));
    for (int i = 0; i < graph->output_count; i++)
        f->result[graph->outputs[i]] = true;
    for (int i = 0; i < graph->variable_count; i++)
        f->last[graph->variables[i].last] = true;
    f->from = from;
    for (int i = 0; i < f->count; i++)
        for (int k = 0; graph->nodes[i].live && k < graph->nodes[i].record->input_count; k++)
            from[graph->nodes[i].inputs[k] + 2]++;
    for (size_t v = 2; v < values + 2; v++)
        from[v] += from[v - 1];
    const size_t readings = (size_t)from[values + 1];
    LN_TRY(ln_zone_alloc(f->ctx, zone, readings, sizeof *f->readers, &f->readers));
    LN_TRY(ln_zone_alloc(f->ctx, zone, readings, sizeof *f->found, &f->found));
    for (int i = 0; i < f->count; i++)
        for (int k = 0; graph->nodes[i].live && k < graph->nodes[i].record->input_count; k++)
            f->readers[from[graph->nodes[i].inputs[k] + 1]++] = i;
    return LN_OK;
}

static ln_status fuse(fusion *f, ln_zone *scratch, ln_groups *out)
{
    const size_t n = (size_t)f->count;
    LN_TRY(read_graph(f, scratch));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->joins, &f->joins));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->line, &f->line));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->place, &f->place));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->met, &f->met));
    for (int i = 0; i < 2; i++)
        LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->waiting[i], &f->waiting[i]));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->members, &f->members));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, (size_t)f->graph->value_count, sizeof *f->recent, &f->recent));
    memset(f->recent, 0xff, (size_t)f->graph->value_count * sizeof *f->recent);
    for (int i = 0; i < f->count; i++)
        f->leader[i] = f->next[i] = -1;
    for (int i = 0; i < f->count; i++)
        if (f->graph->nodes[i].live)
            visit(f, i);
    absorb(f);
    follow(f);
    return order(f, scratch, out);
}

ln_status ln_fuse(ln_context *ctx, ln_zone *zone, const ln_graph *graph, ln_groups *out)
{
    const size_t n = (size_t)graph->node_count;
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->leader, &out->leader));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->next, &out->next));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->order, &out->order));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->absorbed, &out->absorbed));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->part, &out->part));
    out->count = 0;
    fusion f = { .ctx = ctx,
                 .graph = graph,
                 .count = graph->node_count,
                 .leader = out->leader,
                 .next = out->next,
                 .absorbed = out->absorbed };
    ln_zone scratch = { 0 };
    ln_status status = fuse(&f, &scratch, out);
    ln_zone_free(ctx->memory, &scratch);
    return status;
}

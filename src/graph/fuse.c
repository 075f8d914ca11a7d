/* Fusion: which nodes run together, and in which order. Knows of no Lua.
 *
 * Each node starts as a step of its own. For every step the set of steps that it depends on, directly or not, is kept as bits. A node
 * joins the step of a producer, then the step of another reader of an input, when together they are a group (group.h) and the union
 * would not close a circle: two steps A, B may join unless some third step depends on the one while the other depends on it.
 * After a join, everything that depended on a part depends on the whole.
 *
 * Then small groups that make variables' next values and are alike join too (joint.h), under the same condition.
 *
 * The order takes the ready step with the smallest first node, steps that make a variable's next value last.
 *
 * Cost: n^2/64 words for n nodes; past NODES_MOST nodes nothing is joined and the traced order is kept. */
#include <string.h>

#include "base/memory.h"
#include "graph/joint.h"
#include "op/matmul.h"
#include "op/reduce.h"

enum { NODES_MOST = 8192, ROW_LEAST = 1024, REDUCED_LEAST = 1 << 15 };

typedef struct fusion {
    ln_context *ctx;
    const ln_graph *graph;
    int count;
    size_t words;     /* of one set */
    uint64_t *before; /* count sets: what each step depends on */
    int *leader;
    bool *absorbed;
    int *members; /* scratch */
    int *recent;  /* of each value: a loop node of its shape that reads it, or -1 */
} fusion;

static uint64_t *set_of(const fusion *f, int step)
{
    return f->before + (size_t)step * f->words;
}

static bool has(const uint64_t *set, int i)
{
    return set[i >> 6] >> (i & 63) & 1;
}

static void add(uint64_t *set, int i)
{
    set[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Whether some third step lies on a way from `a` to `b`. */
static bool path_between(const fusion *f, int a, int b)
{
    const uint64_t *set = set_of(f, b);
    if (!has(set, a))
        return false;
    for (size_t w = 0; w < f->words; w++)
        for (uint64_t bits = set[w]; bits != 0; bits &= bits - 1) {
            int x = (int)(w * 64) + __builtin_ctzll(bits);
            if (x != a && has(set_of(f, x), a))
                return true;
        }
    return false;
}

/* The nodes of two steps, or of one twice, but for absorbed ones. */
static int members_of(const fusion *f, int a, int b, int *out)
{
    int count = 0;
    for (int i = 0; i < f->count; i++)
        if ((f->leader[i] == a || f->leader[i] == b) && !f->absorbed[i])
            out[count++] = i;
    return count;
}

static void join(fusion *f, int a, int b)
{
    int keep = a < b ? a : b, gone = a < b ? b : a;
    uint64_t *into = set_of(f, keep), *from = set_of(f, gone);
    for (size_t w = 0; w < f->words; w++)
        into[w] |= from[w];
    into[keep >> 6] &= ~((uint64_t)1 << (keep & 63));
    into[gone >> 6] &= ~((uint64_t)1 << (gone & 63));
    for (int i = 0; i < f->count; i++) {
        if (f->leader[i] == gone)
            f->leader[i] = keep;
        uint64_t *set = set_of(f, i);
        if (f->leader[i] != i || i == keep || !(has(set, keep) || has(set, gone)))
            continue;
        for (size_t w = 0; w < f->words; w++)
            set[w] |= into[w];
        add(set, keep);
        set[gone >> 6] &= ~((uint64_t)1 << (gone & 63));
    }
}

/* Joins the steps of two nodes if that is allowed. */
static void try_join(fusion *f, int m, int n)
{
    int a = f->leader[m], b = f->leader[n];
    ln_group group;
    if (a == b || path_between(f, a, b) || path_between(f, b, a))
        return;
    int count = members_of(f, a, b, f->members);
    if (ln_group_make(f->ctx, f->graph, f->members, count, &group))
        join(f, a, b);
}

/* Whether a node can be a member of a group. */
static bool may_join(const ln_graph *graph, int n)
{
    return ln_node_is_loop(graph, n) || ln_node_is_fold(graph, n) || ln_node_is_view(graph, n);
}

static void visit(fusion *f, int n)
{
    const ln_graph *graph = f->graph;
    const ln_node *node = &graph->nodes[n];
    f->leader[n] = n;
    for (int k = 0; k < node->record->input_count; k++) {
        const ln_value *v = &graph->values[node->inputs[k]];
        if (v->kind != LN_VALUE_RESULT)
            continue;
        int producer = f->leader[v->index];
        add(set_of(f, n), producer);
        for (size_t w = 0; w < f->words; w++)
            set_of(f, n)[w] |= set_of(f, producer)[w];
    }
    if (!may_join(graph, n))
        return;
    for (int k = 0; k < node->record->input_count; k++) {
        int value = node->inputs[k];
        const ln_value *v = &graph->values[value];
        if (v->kind == LN_VALUE_RESULT && may_join(graph, v->index))
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
    ln_call call = { .op = r->op, .args = r->args, .count = r->count };
    return ln_reduce_takes_fill(&call) && members_of(f, f->leader[node], f->leader[node], f->members) == 1;
}

/* How many reductions a group has taken in; -1 where it has no room for this one, or they are of another shape. */
static int taken_in(const fusion *f, int group, int node)
{
    const ln_record *r = f->graph->nodes[node].record;
    int count = 0;
    for (int i = 0; i < f->count; i++) {
        if (f->leader[i] != group || !f->absorbed[i])
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
    const ln_graph *graph = f->graph;
    for (int i = 0; i < graph->output_count; i++)
        if (graph->outputs[i] == value)
            return false;
    for (int i = 0; i < graph->variable_count; i++)
        if (graph->variables[i].last == value)
            return false;
    for (int i = 0; i < f->count; i++)
        for (int k = 0; graph->nodes[i].live && f->leader[i] != group && k < graph->nodes[i].record->input_count; k++)
            if (graph->nodes[i].inputs[k] == value && !may_be_absorbed(f, i))
                return false;
    return true;
}

/* The group that takes in a reduction, or -1: the one that makes its input, where that then needs no memory, else one that takes in another one too. */
static int group_for(const fusion *f, int node)
{
    const ln_graph *graph = f->graph;
    const int x = graph->nodes[node].inputs[0];
    const ln_value *v = &graph->values[x];
    if (v->kind == LN_VALUE_RESULT && may_join(graph, v->index)) {
        const int group = f->leader[v->index], taken = taken_in(f, group, node);
        if ((taken > 0 || (taken == 0 && stays_inside(f, group, x))) && hands_on(f, group, x))
            return group;
    }
    for (int i = 0; i < f->count; i++) {
        const int group = f->leader[i];
        for (int k = 0; group >= 0 && k < graph->nodes[i].record->input_count; k++)
            if (graph->nodes[i].inputs[k] == x && ln_node_is_loop(graph, i) && taken_in(f, group, node) > 0 &&
                !has(set_of(f, group), node) && hands_on(f, group, x))
                return group;
    }
    return -1;
}

/* Lets reductions join the group that makes or reads their input. They have that input alone: where the group needs none of their results no circle can
 * close. The second round is for those that came before what brought their group to take in any. */
static void absorb(fusion *f)
{
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < f->count; i++) {
            const int group = f->absorbed[i] || !may_be_absorbed(f, i) ? -1 : group_for(f, i);
            if (group < 0 || group == f->leader[i])
                continue;
            f->absorbed[i] = true;
            join(f, group, i);
        }
}

/* Order ---------------------------------------------------------------------------------------------------------------- */

bool ln_node_hands_on(const ln_graph *graph, int node)
{
    const ln_record *r = graph->nodes[node].record;
    ln_call call = { .op = r->op, .args = r->args, .count = r->count };
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
    for (int i = 0; i < f->graph->variable_count; i++)
        if (ln_group_find(&g, f->graph->variables[i].last) >= 0)
            return false;
    for (int i = 0; i < f->count; i++)
        if (f->leader[i] == group && f->absorbed[i])
            return false;
    return true;
}

/* Lets a group that reads a product's result work on it as it is finished, one product for each group. */
static void follow(fusion *f)
{
    for (int i = 0; i < f->count; i++) {
        if (!f->graph->nodes[i].live || !ln_node_hands_on(f->graph, i) || f->leader[i] != i)
            continue;
        for (int n = i + 1; n < f->count; n++) {
            bool reads = false;
            for (int k = 0; f->leader[n] >= 0 && k < f->graph->nodes[n].record->input_count; k++)
                reads = reads || f->graph->nodes[n].inputs[k] == f->graph->nodes[i].outs[0];
            if (!reads || !ln_node_is_loop(f->graph, n))
                continue;
            int group = f->leader[n];
            if (path_between(f, i, group) || !may_follow(f, group, f->graph->nodes[i].record->outs[0]))
                continue;
            f->absorbed[i] = true;
            join(f, group, i);
            break;
        }
    }
}

static bool is_late(const fusion *f, const bool *makes_variable, int step)
{
    for (int i = step; i < f->count; i++)
        if (f->leader[i] == step && makes_variable[i])
            return true;
    return false;
}

/* Joint groups --------------------------------------------------------------------------------------------------------- */

/* Whether a step is a small plain group that makes a variable's next value; its nodes. */
static bool may_be_part(const fusion *f, const bool *late, const int *part, int step, int *nodes, int *count)
{
    if (f->leader[step] != step || !late[step])
        return false;
    *count = 0;
    for (int i = step; i < f->count; i++)
        if (f->leader[i] == step) {
            if (f->absorbed[i] || part[i] > 0 || *count == LN_GROUP_NODES)
                return false;
            nodes[(*count)++] = i;
        }
    return ln_joint_can(f->graph, nodes, *count);
}

/* Joins what is alike with the group of `first`, a part of several elements. */
static void join_alike(fusion *f, const bool *late, int first, const int *nodes, int count, int *part)
{
    int parts = 1, whole = first;
    int64_t size = f->graph->nodes[first].record->outs[0]->size;
    for (int i = 0; i < f->count; i++) {
        int others[LN_GROUP_NODES], other_count;
        if (f->leader[i] == whole || !may_be_part(f, late, part, i, others, &other_count) || other_count != count)
            continue;
        const int64_t more = f->graph->nodes[i].record->outs[0]->size;
        if (size + more > LN_JOINT_MOST || !ln_joint_alike(f->graph, nodes, others, count) || path_between(f, whole, i) ||
            path_between(f, i, whole) || has(set_of(f, i), whole) || has(set_of(f, whole), i))
            continue;
        join(f, whole, i);
        whole = f->leader[i];
        size += more;
        for (int m = 0; m < count; m++)
            part[others[m]] = parts;
        parts++;
    }
}

/* Joins small groups that make variables' next values and are alike. */
static void join_small(fusion *f, const bool *late, int *part)
{
    for (int i = 0; i < f->count; i++) {
        int nodes[LN_GROUP_NODES], count;
        if (may_be_part(f, late, part, i, nodes, &count) && f->graph->nodes[i].record->outs[0]->size > 1)
            join_alike(f, late, i, nodes, count, part);
    }
}

static bool is_ready(const fusion *f, const uint64_t *done, int step)
{
    const uint64_t *set = set_of(f, step);
    for (size_t w = 0; w < f->words; w++)
        if ((set[w] & ~done[w]) != 0)
            return false;
    return true;
}

static void order_steps(const fusion *f, uint64_t *done, bool *late, ln_groups *out)
{
    int left = 0, first = 0;
    for (int i = 0; i < f->count; i++)
        left += f->leader[i] == i;
    while (left > 0) {
        int chosen = -1;
        for (int i = first; i < f->count; i++) {
            if (f->leader[i] != i || has(done, i)) {
                first += i == first;
                continue;
            }
            if ((chosen < 0 || !late[i]) && is_ready(f, done, i)) {
                chosen = i;
                if (!late[i])
                    break;
            }
        }
        out->order[out->count++] = chosen;
        add(done, chosen);
        left--;
    }
}

static ln_status order(fusion *f, ln_zone *zone, ln_groups *out)
{
    bool *makes_variable, *late;
    uint64_t *done;
    size_t n = (size_t)f->count;
    LN_TRY(ln_zone_alloc(f->ctx, zone, n, sizeof *makes_variable, &makes_variable));
    LN_TRY(ln_zone_alloc(f->ctx, zone, n, sizeof *late, &late));
    LN_TRY(ln_zone_alloc(f->ctx, zone, f->words, sizeof *done, &done));
    for (int i = 0; i < f->graph->variable_count; i++) {
        const ln_value *v = &f->graph->values[f->graph->variables[i].last];
        if (v->kind == LN_VALUE_RESULT)
            makes_variable[v->index] = true;
    }
    for (int i = 0; i < f->count; i++)
        late[i] = f->leader[i] == i && is_late(f, makes_variable, i);
    join_small(f, late, out->part);
    order_steps(f, done, late, out);
    return LN_OK;
}

static ln_status fuse(fusion *f, ln_zone *scratch, ln_groups *out)
{
    size_t n = (size_t)f->count;
    f->words = (n + 63) / 64;
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n * f->words, sizeof *f->before, &f->before));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, n, sizeof *f->members, &f->members));
    LN_TRY(ln_zone_alloc(f->ctx, scratch, (size_t)f->graph->value_count, sizeof *f->recent, &f->recent));
    memset(f->recent, 0xff, (size_t)f->graph->value_count * sizeof *f->recent);
    for (int i = 0; i < f->count; i++)
        f->leader[i] = -1;
    for (int i = 0; i < f->count; i++)
        if (f->graph->nodes[i].live)
            visit(f, i);
    absorb(f);
    follow(f);
    return order(f, scratch, out);
}

ln_status ln_fuse(ln_context *ctx, ln_zone *zone, const ln_graph *graph, ln_groups *out)
{
    size_t n = (size_t)graph->node_count;
    fusion f = { .ctx = ctx, .graph = graph, .count = graph->node_count };
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->leader, &out->leader));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->order, &out->order));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->absorbed, &out->absorbed));
    LN_TRY(ln_zone_alloc(ctx, zone, n, sizeof *out->part, &out->part));
    out->count = 0;
    f.leader = out->leader;
    f.absorbed = out->absorbed;
    if (f.count > NODES_MOST) {
        for (int i = 0; i < f.count; i++) {
            out->leader[i] = graph->nodes[i].live ? i : -1;
            if (graph->nodes[i].live)
                out->order[out->count++] = i;
        }
        return LN_OK;
    }
    ln_zone scratch = { 0 };
    ln_status status = f.count == 0 ? LN_OK : fuse(&f, &scratch, out);
    ln_zone_free(ctx->memory, &scratch);
    return status;
}

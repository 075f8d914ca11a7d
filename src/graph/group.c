/* Groups: roles of nodes in a program and the limits of one. Knows of no Lua. */
#include "graph/group.h"

#include <string.h>

#include "base/memory.h"
#include "op/elementwise.h"
#include "op/ops.h"
#include "op/reduce.h"

enum { SPARE = 4 /* registers kept for conversions within one node */ };

bool ln_node_is_loop(const ln_graph *graph, int node)
{
    return graph->nodes[node].record->op->loop != NULL;
}

bool ln_node_is_view(const ln_graph *graph, int node)
{
    const ln_op *op = graph->nodes[node].record->op;
    return (op->flags & LN_OP_VIEW) != 0 && op->loop == NULL;
}

bool ln_node_keeps_order(const ln_graph *graph, int node)
{
    const ln_op *op = graph->nodes[node].record->op;
    return op == &ln_op_reshape || strcmp(op->name, "expand_dims") == 0 || strcmp(op->name, "squeeze") == 0;
}

bool ln_node_is_pick(const ln_graph *graph, int node)
{
    return graph->nodes[node].record->op == &ln_op_pick;
}

bool ln_node_is_fold(const ln_graph *graph, int node)
{
    const ln_record *r = graph->nodes[node].record;
    const ln_call call = ln_record_call(r, NULL);
    ln_row_fold fold;
    if (r->input_count == 0 || r->inputs[0]->rank == 0 || r->inputs[0]->size == 0)
        return false;
    if (!ln_node_is_pick(graph, node) && (r->input_count != 1 || !ln_reduce_row_fold(&call, r->outs[0]->dtype, &fold)))
        return false;
    int64_t length = r->inputs[0]->shape[r->inputs[0]->rank - 1];
    const ln_value *x = &graph->values[graph->nodes[node].inputs[0]];
    if (length < 2 || length > LN_GROUP_LENGTH)
        return false;
    /* columns of a transposed matrix are better folded by the kernel */
    return x->kind != LN_VALUE_RESULT || !ln_node_is_view(graph, x->index) || ln_node_keeps_order(graph, x->index);
}

int ln_group_find(const ln_group *group, int value)
{
    const ln_value *v = &group->graph->values[value];
    if (v->kind != LN_VALUE_RESULT)
        return -1;
    for (int low = 0, high = group->count; low < high;) {
        int middle = (low + high) / 2;
        if (group->members[middle].node == v->index)
            return middle;
        if (group->members[middle].node < v->index)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int ln_group_base(const ln_group *group, int value)
{
    int at = ln_group_find(group, value);
    return at < 0 ? -1 : group->members[at].base;
}

static bool same_shape(const ln_tensor *a, const ln_tensor *b)
{
    bool same = a->rank == b->rank;
    for (int i = 0; same && i < a->rank; i++)
        same = a->shape[i] == b->shape[i];
    return same;
}

/* Whether t is (..., 1) to the whole shape; with `dropped`, (...) will do too. */
static bool is_narrow(const ln_group *g, const ln_tensor *t, bool dropped)
{
    int kept = g->whole->rank - 1;
    bool fits = t->rank == kept + 1 ? t->shape[kept] == 1 : dropped && t->rank == kept;
    for (int i = 0; fits && i < kept; i++)
        fits = t->shape[i] == g->whole->shape[i];
    return fits;
}

/* Whether a loop may read its in-group inputs: element by element, or a column of rows. */
static bool reads_by_rows(const ln_group *g, const ln_node *node)
{
    const ln_tensor *out = node->record->outs[0];
    for (int k = 0; k < node->record->input_count; k++) {
        const ln_tensor *t = g->graph->values[node->inputs[k]].tensor;
        if (ln_group_find(g, node->inputs[k]) >= 0 && !same_shape(t, out) &&
            !(same_shape(out, g->whole) && is_narrow(g, t, false)))
            return false;
    }
    return true;
}

static bool give_role(ln_group *g, int at)
{
    ln_member *m = &g->members[at];
    const ln_node *node = &g->graph->nodes[m->node];
    const ln_tensor *out = node->record->outs[0];
    m->base = m->last_use = at;
    if (ln_node_is_loop(g->graph, m->node)) {
        m->role = same_shape(out, g->whole) ? LN_ROLE_WIDE : LN_ROLE_NARROW;
        return m->role == LN_ROLE_WIDE ? !g->rows || reads_by_rows(g, node)
                                       : g->rows && is_narrow(g, out, true) && reads_by_rows(g, node);
    }
    if (!g->rows)
        return false;
    if (ln_node_is_fold(g->graph, m->node)) {
        m->role = LN_ROLE_FOLD;
        return same_shape(node->record->inputs[0], g->whole);
    }
    if (!ln_node_is_view(g->graph, m->node) || node->record->input_count != 1 || node->record->out_count != 1)
        return false;
    m->base = ln_group_base(g, node->inputs[0]);
    if (m->base < 0 || g->members[m->base].role == LN_ROLE_WIDE)
        return false;
    m->role = LN_ROLE_VIEW;
    if (ln_node_keeps_order(g->graph, m->node))
        return is_narrow(g, out, true);
    m->role = LN_ROLE_SPREAD;
    return node->record->op == &ln_op_broadcast_to && same_shape(out, g->whole) && is_narrow(g, node->record->inputs[0], false);
}

/* Limits --------------------------------------------------------------------------------------------------------------- */

/* How a member reads its inputs. */
static void reading(const ln_group *g, int at, ln_loop *loop)
{
    const ln_record *r = g->graph->nodes[g->members[at].node].record;
    *loop = (ln_loop){ .operands = r->input_count, .out = r->outs[0]->dtype };
    if (r->op->loop != NULL)
        ln_record_loop(r, g->ctx, loop);
    if (loop->run == NULL) {
        loop->in[0] = r->inputs[0]->dtype;
        loop->in[1] = LN_INT32; /* of a pick */
        loop->out = r->outs[0]->dtype;
    }
}

/* One bit for each dtype and width in which a value is read. */
static uint32_t form(ln_dtype dtype, bool wide)
{
    return (uint32_t)1 << ((int)dtype + (wide ? 0 : 16));
}
_Static_assert(LN_DTYPE_COUNT <= 16, "a form is a bit of 32");

typedef struct counter {
    const ln_group *group;
    int taken[2][LN_GROUP_NODES]; /* narrow and wide registers that are in use while a member runs */
    uint32_t forms[LN_GROUP_NODES + LN_GROUP_TENSORS];
    int outside[LN_GROUP_TENSORS], last[LN_GROUP_TENSORS]; /* values from outside and their last readers */
    int tensors;
    int converted; /* readings of constants in another dtype: each has a tensor of its own */
    size_t widest; /* bytes of an item */
} counter;

static void widen(counter *c, ln_dtype dtype)
{
    if (ln_dtype_size(dtype) > c->widest)
        c->widest = ln_dtype_size(dtype);
}

/* A register for a value in a form, from member `at` to `last`. */
static void take(counter *c, int slot, ln_dtype dtype, bool wide, int at, int last)
{
    uint32_t bit = form(dtype, wide);
    for (int p = at; (c->forms[slot] & bit) == 0 && p <= last; p++)
        c->taken[wide][p]++;
    c->forms[slot] |= bit;
}

static bool note_outside(counter *c, int value, int at)
{
    int known = 0;
    while (known < c->tensors && c->outside[known] != value)
        known++;
    if (known == c->tensors) {
        if (known == LN_GROUP_TENSORS - LN_GROUP_NODES)
            return false;
        c->outside[c->tensors++] = value;
    }
    c->last[known] = at;
    return true;
}

static bool find_last_uses(ln_group *g, counter *c)
{
    for (int i = 0; i < g->count; i++) {
        const ln_node *node = &g->graph->nodes[g->members[i].node];
        for (int k = 0; k < node->record->input_count; k++) {
            int made = ln_group_base(g, node->inputs[k]);
            if (made >= 0)
                g->members[made].last_use = i;
            else if (!note_outside(c, node->inputs[k], i))
                return false;
        }
    }
    return true;
}

bool ln_is_shared_row(const ln_tensor *t)
{
    return t->size > 1 && t->rank > 0 && t->shape[t->rank - 1] == t->size;
}

static void count_reads(counter *c, int at)
{
    const ln_group *g = c->group;
    const ln_member *m = &g->members[at];
    const ln_node *node = &g->graph->nodes[m->node];
    ln_loop loop;
    reading(g, at, &loop);
    widen(c, loop.out);
    widen(c, node->record->outs[0]->dtype);
    for (int k = 0; k < loop.operands; k++) {
        int value = node->inputs[k], made = ln_group_base(g, value), slot = 0;
        const bool wide = m->role == LN_ROLE_WIDE || (m->role == LN_ROLE_FOLD && k == 0);
        widen(c, loop.in[k]);
        widen(c, node->record->inputs[k]->dtype);
        if (made >= 0) {
            take(c, made, loop.in[k], wide, at, g->members[made].last_use);
            continue;
        }
        while (c->outside[slot] != value)
            slot++;
        const ln_value *v = &g->graph->values[value];
        bool kept = g->rows && wide && ln_is_shared_row(v->tensor); /* loaded once for all blocks */
        c->converted += v->kind == LN_VALUE_CONSTANT && v->tensor->size == 1 && v->tensor->dtype != loop.in[k];
        if (v->tensor->size > 1 || (v->kind != LN_VALUE_CONSTANT && v->tensor->dtype != loop.in[k]))
            take(c, LN_GROUP_NODES + slot, loop.in[k], wide, kept ? 0 : at, kept ? g->count - 1 : c->last[slot]);
    }
    take(c, at, node->record->outs[0]->dtype, m->role == LN_ROLE_WIDE, at, m->last_use);
}

/* A variable's next value waits in a register while the one before, over which it may be stored, is read. */
static void count_waiting(counter *c)
{
    const ln_group *g = c->group;
    for (int t = 0; t < c->tensors; t++) {
        const ln_value *before = &g->graph->values[c->outside[t]];
        const int made = before->kind == LN_VALUE_VARIABLE ? ln_group_find(g, g->graph->variables[before->index].last) : -1;
        if (made < 0 || c->last[t] <= made)
            continue;
        for (int p = g->members[made].last_use + 1; p < g->count; p++)
            c->taken[g->members[made].role == LN_ROLE_WIDE][p]++;
    }
}

/* Registers are taken from a value's making, or its first reading, to its last use, one for each form. */
static bool stays_in_limits(ln_group *g)
{
    counter c = { .group = g, .widest = 1 };
    int most[2] = { 0, 0 };
    if (!find_last_uses(g, &c))
        return false;
    count_waiting(&c);
    for (int i = 0; i < g->count; i++)
        if (g->members[i].role != LN_ROLE_VIEW && g->members[i].role != LN_ROLE_SPREAD)
            count_reads(&c, i);
    if (c.tensors + c.converted + g->count > LN_GROUP_TENSORS)
        return false;
    for (int wide = 0; wide < 2; wide++)
        for (int i = 0; i < g->count; i++)
            most[wide] = c.taken[wide][i] > most[wide] ? c.taken[wide][i] : most[wide];
    if (most[0] > LN_GROUP_REGISTERS - SPARE || most[1] > LN_GROUP_REGISTERS - SPARE)
        return false;
    /* one more wide register for a result on its way to a narrower dtype, and the narrow ones of a single row */
    size_t row = ((size_t)g->whole->shape[g->whole->rank - 1] * c.widest + LN_ALIGNMENT - 1) / LN_ALIGNMENT * LN_ALIGNMENT;
    return !g->rows || (size_t)(most[1] + 1) * row + LN_GROUP_REGISTERS * LN_ALIGNMENT <= LN_GROUP_BYTES;
}

bool ln_group_make(ln_context *ctx, const ln_graph *graph, const int *nodes, int count, ln_group *out)
{
    ln_group *g = out;
    if (count == 0 || count > LN_GROUP_NODES)
        return false;
    *g = (ln_group){ .ctx = ctx, .graph = graph, .count = 0, .whole = graph->nodes[nodes[0]].record->outs[0] };
    for (int i = 0; i < count && !g->rows; i++)
        if (!ln_node_is_loop(graph, nodes[i]) && ln_node_is_fold(graph, nodes[i])) {
            g->rows = true;
            g->whole = graph->nodes[nodes[i]].record->inputs[0];
        }
    for (int i = 0; i < count; i++) {
        g->members[i].node = nodes[i];
        g->count = i + 1;
        if (!give_role(g, i))
            return false;
    }
    return stays_in_limits(g);
}

/* Joint groups: which groups may be parts of one, and what a joint step consists of. Knows of no Lua. */
#include "graph/joint.h"

#include <string.h>

#include "base/memory.h"
#include "op/ops.h"

/* Whether a value's elements will lie in order: a view's need not, but a reshape that no strides can express is a copy. */
static bool lies_in_order(const ln_graph *graph, int value)
{
    const ln_value *v = &graph->values[value];
    while (v->kind == LN_VALUE_RESULT && ln_node_is_view(graph, v->index)) {
        if (!ln_node_keeps_order(graph, v->index))
            return false;
        if (graph->nodes[v->index].record->op == &ln_op_reshape)
            return true;
        v = &graph->values[graph->nodes[v->index].inputs[0]];
    }
    return v->kind != LN_VALUE_CONSTANT || ln_tensor_is_contiguous(v->tensor);
}

/* Which of a part's nodes makes a value, or -1. */
static int maker(const ln_graph *graph, const int *nodes, int count, int value)
{
    const ln_value *v = &graph->values[value];
    for (int m = 0; v->kind == LN_VALUE_RESULT && m < count; m++)
        if (nodes[m] == v->index)
            return m;
    return -1;
}

bool ln_joint_makes(const ln_graph *graph, const int *nodes, int count, int value)
{
    return maker(graph, nodes, count, value) >= 0;
}

static int64_t size_of(const ln_graph *graph, int node)
{
    return graph->nodes[node].record->outs[0]->size;
}

/* Whether an operand from outside is one that a part owns. */
static bool is_owned(const ln_graph *graph, int value, int64_t size)
{
    return graph->values[value].tensor->size == size && lies_in_order(graph, value);
}

bool ln_joint_can(const ln_graph *graph, const int *nodes, int count)
{
    const int64_t size = size_of(graph, nodes[0]);
    bool can = size > 0 && size <= LN_JOINT_PART;
    for (int m = 0; can && m < count; m++) {
        const ln_node *node = &graph->nodes[nodes[m]];
        can = ln_node_is_loop(graph, nodes[m]) && size_of(graph, nodes[m]) == size;
        for (int k = 0; can && k < node->record->input_count; k++)
            can = maker(graph, nodes, count, node->inputs[k]) >= 0 || graph->values[node->inputs[k]].tensor->size == 1 ||
                  is_owned(graph, node->inputs[k], size);
    }
    return can;
}

/* What the nodes of a part read where those of `first` read x for the first time. */
static int counterpart(const ln_graph *graph, const int *first, const int *nodes, int count, int x)
{
    for (int m = 0; m < count; m++)
        for (int k = 0; k < graph->nodes[first[m]].record->input_count; k++)
            if (graph->nodes[first[m]].inputs[k] == x)
                return graph->nodes[nodes[m]].inputs[k];
    return -1;
}

bool ln_joint_alike(const ln_graph *graph, const int *first, const int *nodes, int count)
{
    const int64_t size = size_of(graph, nodes[0]);
    for (int m = 0; m < count; m++) {
        const ln_node *a = &graph->nodes[first[m]], *b = &graph->nodes[nodes[m]];
        if (!ln_record_says_same(a->record, b->record) || a->record->outs[0]->dtype != b->record->outs[0]->dtype)
            return false;
        for (int k = 0; k < a->record->input_count; k++) {
            const int x = a->inputs[k], y = b->inputs[k];
            const ln_tensor *t = graph->values[x].tensor, *u = graph->values[y].tensor;
            const int made = maker(graph, first, count, x);
            if (t->dtype != u->dtype || made != maker(graph, nodes, count, y))
                return false;
            if (made < 0 &&
                (t->size == 1 ? x != y : counterpart(graph, first, nodes, count, x) != y || !is_owned(graph, y, size)))
                return false;
        }
    }
    return true;
}

uint32_t ln_joint_kind(const ln_graph *graph, const int *nodes, int count)
{
    uint32_t kind = (uint32_t)count;
    if (size_of(graph, nodes[0]) == 1)
        return 0;
    for (int m = 0; m < count; m++) {
        const ln_node *node = &graph->nodes[nodes[m]];
        kind = kind * 31 + (uint32_t)((uintptr_t)node->record->op >> 4);
        for (int k = 0; k < node->record->input_count; k++) {
            const ln_tensor *t = graph->values[node->inputs[k]].tensor;
            kind = kind * 31 + (uint32_t)(t->size == 1 ? node->inputs[k] + (int)LN_DTYPE_COUNT : (int)t->dtype);
        }
    }
    return kind | 1;
}

/* Steps ---------------------------------------------------------------------------------------------------------------- */

typedef struct joiner {
    ln_context *ctx;
    ln_graph *graph;
    ln_step *step;
    ln_binding *bindings; /* of the first part's values: where they lie beside the others' */
    int count;            /* members of a part */
    int64_t size;         /* elements of all parts */
} joiner;

static int member(const joiner *j, int part, int m)
{
    return j->step->members[part * j->count + m];
}

/* A place for the values of all parts, in the step alone. */
static ln_status add_place(const joiner *j, ln_dtype dtype, ln_tensor **header)
{
    ln_plan *plan = j->graph->plan;
    const int step = (int)(j->step - plan->steps);
    ln_place *place = &plan->places[plan->place_count];
    LN_TRY(ln_plan_header(j->ctx, dtype, 1, &j->size, header));
    *place = (ln_place){ .root = plan->place_count++, .born = step, .dies = step, .header = *header };
    return LN_OK;
}

static void add_transfer(ln_transfer *list, int *count, ln_tensor *part, ln_tensor *whole, int64_t *at)
{
    const size_t item = ln_dtype_size(part->dtype);
    list[(*count)++] = (ln_transfer){ part, whole, (size_t)*at * item, (size_t)part->size * item };
    *at += part->size;
}

/* Lets the program read what is gathered of the k-th operands of members m. */
static ln_status gather_operands(joiner *j, int m, int k)
{
    const ln_graph *graph = j->graph;
    const int value = graph->nodes[member(j, 0, m)].inputs[k];
    ln_binding *b = &j->bindings[value];
    int64_t at = 0;
    if (graph->values[value].tensor->size == 1 || maker(graph, j->step->members, j->count, value) >= 0 ||
        b->header != graph->plan->bindings[value].header)
        return LN_OK;
    LN_TRY(add_place(j, b->header->dtype, &b->header));
    for (int part = 0; part < j->step->parts; part++) {
        ln_tensor *own = graph->plan->bindings[graph->nodes[member(j, part, m)].inputs[k]].header;
        add_transfer(j->step->gathers, &j->step->gather_count, own, b->header, &at);
    }
    return LN_OK;
}

/* Scatters what members m make, where something but their group uses it. */
static ln_status scatter_results(joiner *j, int m)
{
    const ln_binding *bindings = j->graph->plan->bindings;
    ln_binding *b = &j->bindings[j->graph->nodes[member(j, 0, m)].outs[0]];
    int64_t at = 0;
    for (int part = 0; part < j->step->parts; part++)
        b->stored = b->stored || bindings[j->graph->nodes[member(j, part, m)].outs[0]].stored;
    b->over = -1;
    if (!b->stored)
        return LN_OK;
    LN_TRY(add_place(j, b->header->dtype, &b->header));
    for (int part = 0; part < j->step->parts; part++) {
        const ln_binding *own = &bindings[j->graph->nodes[member(j, part, m)].outs[0]];
        if (own->stored)
            add_transfer(j->step->scatters, &j->step->scatter_count, own->header, b->header, &at);
        else
            at += own->header->size;
    }
    return LN_OK;
}

static ln_status make_joint(joiner *j)
{
    ln_graph *graph = j->graph;
    ln_step *step = j->step;
    const int first = graph->plan->place_count;
    for (int part = 0; part < step->parts; part++)
        j->size += size_of(graph, member(j, part, 0));
    for (int m = 0; m < j->count; m++) {
        for (int k = 0; k < graph->nodes[member(j, 0, m)].record->input_count; k++)
            LN_TRY(gather_operands(j, m, k));
        LN_TRY(scatter_results(j, m));
    }
    return ln_program_make(j->ctx, &graph->zone, graph, step->members, j->count, graph->plan->places[first].header, j->bindings,
                           NULL, 0, &step->program);
}

ln_status ln_joint_make(ln_context *ctx, ln_graph *graph, ln_step *step)
{
    const size_t members = (size_t)step->member_count, values = (size_t)graph->value_count;
    joiner j = { .ctx = ctx, .graph = graph, .step = step, .count = step->member_count / step->parts };
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, members * LN_MAX_OPERANDS, sizeof *step->gathers, &step->gathers));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, members, sizeof *step->scatters, &step->scatters));
    void *block;
    LN_TRY(ln_alloc(ctx, values * sizeof *j.bindings, "planning", &block));
    j.bindings = block;
    memcpy(block, graph->plan->bindings, values * sizeof *j.bindings);
    ln_status status = make_joint(&j);
    ln_free(ctx, block, values * sizeof *j.bindings);
    return status;
}

void ln_joint_gather(const ln_step *step)
{
    for (const ln_transfer *t = step->gathers, *end = t + step->gather_count; t < end; t++)
        memcpy((char *)t->whole->data + t->at, t->part->data, t->bytes);
}

void ln_joint_scatter(const ln_step *step)
{
    for (const ln_transfer *t = step->scatters, *end = t + step->scatter_count; t < end; t++)
        memcpy(t->part->data, (char *)t->whole->data + t->at, t->bytes);
}

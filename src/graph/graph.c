/* Graphs: building from a trace, verifying, freeing. Knows of no Lua. */
#include "graph/graph.h"

#include <string.h>

#include "base/memory.h"
#include "graph/map.h"
#include "graph/plan.h"

enum { ROUNDS_MOST = 4 /* of simplifying */ };

/* Building --------------------------------------------------------------------------------------------------------- */

typedef struct builder {
    ln_context *ctx;
    ln_graph *graph;
    ln_map map;   /* tensor to value */
    int *scalars; /* constants of rank 0, by their bits: an open hash table of values + 1 */
    size_t slots; /* of scalars, a power of two; more than half are empty */
    ln_zone scratch;
} builder;

static int add_value(builder *b, ln_value_kind kind, int index, ln_tensor *t)
{
    ln_graph *graph = b->graph;
    int id = graph->value_count++;
    graph->values[id] = (ln_value){ .kind = kind, .index = index, .tensor = ln_tensor_retain(t), .same = id };
    return id;
}

/* Where a scalar constant of this dtype, weakness and bits stands in scalars, or the empty slot for it. */
static int *scalar_slot(const builder *b, const ln_tensor *t)
{
    const size_t size = ln_dtype_size(t->dtype);
    uint64_t bits = 0;
    memcpy(&bits, t->data, size);
    bits = (bits ^ (uint64_t)t->dtype << 1 ^ t->weak) * 0x9e3779b97f4a7c15u;
    for (size_t at = (size_t)(bits >> 32);; at++) {
        int *slot = &b->scalars[at & (b->slots - 1)];
        const ln_tensor *u = *slot == 0 ? NULL : b->graph->values[*slot - 1].tensor;
        if (u == NULL || (u->dtype == t->dtype && u->weak == t->weak && memcmp(u->data, t->data, size) == 0))
            return slot;
    }
}

/* The value of a tensor: known, or a constant. */
static ln_status value_of(builder *b, ln_tensor *t, int *id)
{
    ln_slot *slot = ln_map_find(&b->map, t);
    if (slot != NULL) {
        *id = slot->id;
        return LN_OK;
    }
    if (ln_tensor_is_symbol(t))
        return ln_error(b->ctx, LN_ERROR_SYMBOLIC, "a symbol that does not come from this trace is among its results");
    int *scalar = t->rank == 0 ? scalar_slot(b, t) : NULL;
    *id = scalar != NULL && *scalar > 0 ? *scalar - 1 : add_value(b, LN_VALUE_CONSTANT, 0, t);
    if (scalar != NULL)
        *scalar = *id + 1;
    return ln_map_insert(b->ctx, &b->map, t, *id);
}

static ln_status add_named(builder *b, ln_value_kind kind, int index, ln_tensor *t, int *id)
{
    *id = add_value(b, kind, index, t);
    return ln_map_insert(b->ctx, &b->map, t, *id);
}

static ln_status add_node(builder *b, int index, ln_record *const *records)
{
    ln_node *node = &b->graph->nodes[index];
    const ln_record *from = records[index];
    const ln_call call = ln_record_call(from, b->ctx);
    LN_TRY(ln_record_new(b->ctx, &call, &node->record));
    b->graph->node_count = index + 1;
    node->live = true;
    LN_TRY(ln_zone_alloc(b->ctx, &b->graph->zone, (size_t)from->input_count, sizeof *node->inputs, &node->inputs));
    for (int i = 0; i < from->input_count; i++)
        LN_TRY(value_of(b, from->inputs[i], &node->inputs[i]));
    for (int i = 0; i < from->out_count; i++)
        LN_TRY(add_named(b, LN_VALUE_RESULT, index, from->outs[i], &node->outs[i]));
    return LN_OK;
}

static ln_status build(builder *b, const ln_trace *trace, ln_tensor *const *outputs, int count)
{
    ln_graph *graph = b->graph;
    ln_context *ctx = b->ctx;
    int records, inputs, variables;
    ln_record *const *record = ln_trace_records(trace, &records);
    ln_tensor *const *input = ln_trace_inputs(trace, &inputs);
    const ln_traced *variable = ln_trace_variables(trace, &variables);
    size_t room = (size_t)(inputs + 2 * variables + count);
    for (int i = 0; i < records; i++)
        room += (size_t)(record[i]->input_count + record[i]->out_count);
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, room, sizeof *graph->values, &graph->values));
    for (b->slots = 2; b->slots <= 2 * room;)
        b->slots *= 2;
    LN_TRY(ln_zone_alloc(ctx, &b->scratch, b->slots, sizeof *b->scalars, &b->scalars));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)records, sizeof *graph->nodes, &graph->nodes));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)inputs, sizeof *graph->inputs, &graph->inputs));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)count, sizeof *graph->outputs, &graph->outputs));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)variables, sizeof *graph->variables, &graph->variables));
    graph->input_count = inputs;
    graph->output_count = count;
    for (int i = 0; i < inputs; i++)
        LN_TRY(add_named(b, LN_VALUE_INPUT, i, input[i], &graph->inputs[i]));
    for (int i = 0; i < variables; i++) {
        graph->variables[i].variable = ln_variable_retain(variable[i].variable);
        graph->variable_count = i + 1;
        LN_TRY(add_named(b, LN_VALUE_VARIABLE, i, variable[i].first, &graph->variables[i].first));
    }
    for (int i = 0; i < records; i++)
        LN_TRY(add_node(b, i, record));
    for (int i = 0; i < variables; i++)
        LN_TRY(value_of(b, variable[i].last, &graph->variables[i].last));
    for (int i = 0; i < count; i++)
        LN_TRY(value_of(b, outputs[i], &graph->outputs[i]));
    return LN_OK;
}

static ln_status compile(ln_context *ctx, const ln_trace *trace, ln_tensor *const *outputs, int count, ln_graph *graph)
{
    builder b = { .ctx = ctx, .graph = graph };
    bool moved = true;
    ln_status status = build(&b, trace, outputs, count);
    ln_map_free(ctx, &b.map);
    ln_zone_free(ctx->memory, &b.scratch);
    LN_TRY(status);
    LN_TRY(ln_graph_verify(ctx, graph));
    for (int round = 0; round < ROUNDS_MOST && moved; round++) {
        LN_TRY(ln_graph_simplify(ctx, graph));
        LN_TRY(ln_graph_verify(ctx, graph));
        moved = false;
        if (round + 1 < ROUNDS_MOST)
            LN_TRY(ln_graph_move(ctx, graph, &moved));
    }
    return ln_plan_make(ctx, graph);
}

/* Copying ---------------------------------------------------------------------------------------------------------- */

static ln_status copy_node(ln_context *ctx, ln_graph *graph, const ln_node *from)
{
    ln_node *node = &graph->nodes[graph->node_count];
    const ln_record *record = from->record;
    const ln_call call = ln_record_call(record, ctx);
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)record->input_count, sizeof *node->inputs, &node->inputs));
    if (record->input_count > 0)
        memcpy(node->inputs, from->inputs, (size_t)record->input_count * sizeof *node->inputs);
    memcpy(node->outs, from->outs, sizeof node->outs);
    node->live = from->live;
    LN_TRY(ln_record_new(ctx, &call, &node->record));
    graph->node_count++;
    return LN_OK;
}

static ln_status copy_into(ln_context *ctx, const ln_graph *from, ln_graph *graph)
{
    for (int i = 0; i < from->variable_count; i++)
        if (from->variables[i].first != from->variables[i].last)
            return ln_error(ctx, LN_ERROR_ARGUMENT, "a compiled function that assigns to variables can't be copied");
    size_t inputs = (size_t)from->input_count, outputs = (size_t)from->output_count;
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)from->value_count, sizeof *graph->values, &graph->values));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, (size_t)from->node_count, sizeof *graph->nodes, &graph->nodes));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, inputs, sizeof *graph->inputs, &graph->inputs));
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, outputs, sizeof *graph->outputs, &graph->outputs));
    for (int i = 0; i < from->value_count; i++) {
        ln_value value = from->values[i];
        if (value.kind == LN_VALUE_VARIABLE) {
            value.kind = LN_VALUE_CONSTANT;
            value.tensor = from->variables[value.index].variable->value;
        }
        ln_tensor_retain(value.tensor);
        graph->values[i] = value;
        graph->value_count = i + 1;
    }
    for (int i = 0; i < from->node_count; i++)
        LN_TRY(copy_node(ctx, graph, &from->nodes[i]));
    if (inputs > 0)
        memcpy(graph->inputs, from->inputs, inputs * sizeof *graph->inputs);
    if (outputs > 0)
        memcpy(graph->outputs, from->outputs, outputs * sizeof *graph->outputs);
    graph->input_count = from->input_count;
    graph->output_count = from->output_count;
    LN_TRY(ln_graph_verify(ctx, graph));
    return ln_plan_make(ctx, graph);
}

static ln_status new_graph(ln_context *ctx, ln_graph **out)
{
    void *block;
    LN_TRY(ln_alloc(ctx, sizeof(ln_graph), "a graph", &block));
    *out = block;
    **out = (ln_graph){ .memory = ctx->memory };
    ln_memory_retain(ctx->memory);
    return LN_OK;
}

ln_status ln_graph_copy(ln_context *ctx, const ln_graph *from, ln_graph **out)
{
    ln_graph *graph;
    LN_TRY(new_graph(ctx, &graph));
    ln_status status = copy_into(ctx, from, graph);
    if (status != LN_OK) {
        ln_graph_free(graph);
        return status;
    }
    *out = graph;
    return LN_OK;
}

ln_status ln_graph_compile(ln_context *ctx, const ln_trace *trace, ln_tensor *const *outputs, int count, ln_graph **out)
{
    ln_graph *graph;
    LN_TRY(new_graph(ctx, &graph));
    ln_status status = compile(ctx, trace, outputs, count, graph);
    if (status != LN_OK) {
        ln_graph_free(graph);
        return status;
    }
    *out = graph;
    return LN_OK;
}

void ln_graph_free(ln_graph *graph)
{
    if (graph == NULL)
        return;
    ln_memory *memory = graph->memory;
    ln_plan_free(graph);
    for (int i = 0; i < graph->value_count; i++)
        ln_tensor_release(graph->values[i].tensor);
    for (int i = 0; i < graph->node_count; i++)
        ln_record_free(memory, graph->nodes[i].record);
    for (int i = 0; i < graph->variable_count; i++)
        ln_variable_release(graph->variables[i].variable);
    ln_zone_free(memory, &graph->zone);
    ln_block_free(memory, graph, sizeof *graph);
    ln_memory_release(memory);
}

/* Verifying -------------------------------------------------------------------------------------------------------- */

static ln_status broken(ln_context *ctx, const char *what, int number)
{
    return ln_error(ctx, LN_ERROR_INTERNAL, "graph: %s (%d)", what, number);
}

static bool same_spec(const ln_tensor *a, const ln_tensor *b)
{
    bool same = a->dtype == b->dtype && a->rank == b->rank;
    for (int i = 0; same && i < a->rank; i++)
        same = a->shape[i] == b->shape[i];
    return same;
}

static ln_status check_use(ln_context *ctx, const ln_graph *graph, int value, int before)
{
    if (value < 0 || value >= graph->value_count)
        return broken(ctx, "there is no such value", value);
    const ln_value *v = &graph->values[value];
    if (v->same != value)
        return broken(ctx, "a replaced value is used", value);
    if (v->kind == LN_VALUE_RESULT && (v->index >= before || !graph->nodes[v->index].live))
        return broken(ctx, "a value is used before it is made", value);
    if (v->tensor->size < 0)
        return broken(ctx, "a dimension is unknown", value);
    return LN_OK;
}

ln_status ln_graph_verify(ln_context *ctx, const ln_graph *graph)
{
    for (int i = 0; i < graph->node_count; i++) {
        const ln_node *node = &graph->nodes[i];
        for (int k = 0; node->live && k < node->record->input_count; k++) {
            LN_TRY(check_use(ctx, graph, node->inputs[k], i));
            if (!same_spec(graph->values[node->inputs[k]].tensor, node->record->inputs[k]))
                return broken(ctx, "an input differs from what was traced", i);
        }
        for (int k = 0; k < node->record->out_count; k++) {
            const ln_value *v = &graph->values[node->outs[k]];
            if (v->kind != LN_VALUE_RESULT || v->index != i || v->tensor != node->record->outs[k])
                return broken(ctx, "a result is not its node's", i);
        }
    }
    for (int i = 0; i < graph->output_count; i++)
        LN_TRY(check_use(ctx, graph, graph->outputs[i], graph->node_count));
    for (int i = 0; i < graph->variable_count; i++) {
        const ln_graph_variable *v = &graph->variables[i];
        LN_TRY(check_use(ctx, graph, v->last, graph->node_count));
        if (!same_spec(graph->values[v->first].tensor, v->variable->value) ||
            !same_spec(graph->values[v->last].tensor, v->variable->value))
            return broken(ctx, "a variable's value has another dtype or shape", i);
    }
    return LN_OK;
}

/* Writing what moves. Knows of no Lua. */
#include <string.h>

#include "graph/move.h"
#include "op/ops.h"

/* Writes a node: an op with arguments, their tensors replaced by those of `inputs`; its result. */
static ln_status write(ln_mover *m, const ln_op *op, const ln_arg *args, int count, const int *inputs, const ln_spec *spec,
                       int *out)
{
    ln_graph *graph = m->graph;
    ln_node *node = &m->nodes[m->node_count];
    ln_arg own[LN_MAX_PARAMS];
    ln_call call = { .ctx = m->ctx, .op = op, .args = own, .count = count, .outputs = 1 };
    int read = 0;
    for (int i = 0; i < count; i++) {
        own[i] = args[i];
        if (own[i].kind == LN_ARG_TENSOR)
            own[i].as.tensor = graph->values[inputs[read++]].tensor;
        if (own[i].kind == LN_ARG_TENSORS) {
            ln_tensor **list;
            LN_TRY(ln_zone_alloc(m->ctx, &m->zone, (size_t)own[i].count, sizeof *list, &list));
            for (int k = 0; k < own[i].count; k++)
                list[k] = graph->values[inputs[read++]].tensor;
            own[i].as.tensors = list;
        }
    }
    *node = (ln_node){ .live = true };
    LN_TRY(ln_zone_alloc(m->ctx, &graph->zone, (size_t)read, sizeof *node->inputs, &node->inputs));
    memcpy(node->inputs, inputs, (size_t)read * sizeof *inputs);
    LN_TRY(ln_tensor_symbol(m->ctx, spec, &call.result[0]));
    ln_status status = ln_record_new(m->ctx, &call, &node->record);
    if (status == LN_OK) {
        *out = node->outs[0] = graph->value_count++;
        graph->values[*out] = (ln_value){ .kind = LN_VALUE_RESULT, .tensor = ln_tensor_retain(call.result[0]), .same = *out };
        m->node_count++;
    }
    ln_tensor_release(call.result[0]);
    return status;
}

/* Writes a transposition that takes the place of a value. */
static ln_status write_turned(ln_mover *m, int base, const int64_t *axes, int instead_of)
{
    const ln_tensor *t = ln_move_tensor(m, instead_of);
    const ln_arg args[] = { { .kind = LN_ARG_TENSOR }, { .kind = LN_ARG_INTS, .count = t->rank, .as.ints = axes } };
    ln_spec spec;
    int turned;
    ln_spec_of(&spec, t);
    LN_TRY(write(m, &ln_op_transpose, args, 2, &base, &spec, &turned));
    m->graph->values[instead_of].same = turned;
    return LN_OK;
}

/* The dtype and shape of what a value isn't turned. */
static void base_spec(const ln_mover *m, int value, ln_spec *spec)
{
    const ln_tensor *t = ln_move_tensor(m, value);
    ln_spec_of(spec, t);
    for (int i = 0; i < t->rank; i++)
        spec->shape[m->of[value].turn[i]] = t->shape[i];
}

/* A row as nodes that aren't turned read it: its only axis longer than 1, counted from the end, at its place there. */
static ln_status write_row(ln_mover *m, int value, int member, int *out)
{
    const ln_tensor *t = ln_move_tensor(m, value);
    const int rank = ln_move_tensor(m, member)->rank;
    ln_spec spec = { .dtype = t->dtype, .rank = rank };
    *out = value;
    if (t->size == 1)
        return LN_OK;
    for (int i = 0; i < rank; i++)
        spec.shape[m->of[member].turn[i]] = i < rank - t->rank ? 1 : t->shape[i - (rank - t->rank)];
    const ln_arg args[] = { { .kind = LN_ARG_TENSOR }, { .kind = LN_ARG_INTS, .count = rank, .as.ints = spec.shape } };
    return write(m, &ln_op_reshape, args, 2, &value, &spec, out);
}

static ln_status write_loop(ln_mover *m, const ln_node *node)
{
    const ln_record *r = node->record;
    const int made = node->outs[0], rank = ln_move_tensor(m, made)->rank;
    int inputs[LN_OPERANDS_MOST];
    int64_t axes[LN_MAX_RANK];
    ln_spec spec;
    for (int k = 0; k < r->input_count; k++) {
        inputs[k] = m->of[node->inputs[k]].base;
        if (!ln_move_turned_alike(m, node->inputs[k], made))
            LN_TRY(write_row(m, node->inputs[k], made, &inputs[k]));
    }
    base_spec(m, made, &spec);
    LN_TRY(write(m, r->op, r->args, r->count, inputs, &spec, &m->of[made].base));
    for (int i = 0; i < rank; i++)
        axes[i] = m->of[made].turn[i];
    return write_turned(m, m->of[made].base, axes, made);
}

static ln_status write_reduction(ln_mover *m, const ln_node *node, const int *axes, int count)
{
    const ln_record *r = node->record;
    const int x = node->inputs[0], rank = ln_move_tensor(m, x)->rank;
    const bool keepdims = ln_move_tensor(m, node->outs[0])->rank == rank;
    bool reduced[LN_MAX_RANK] = { false };
    int64_t sorted[LN_MAX_RANK], back[LN_MAX_RANK];
    int place[LN_MAX_RANK], out;
    ln_spec spec;
    for (int i = 0; i < count; i++)
        reduced[axes[i]] = true;
    base_spec(m, x, &spec);
    spec.dtype = ln_move_tensor(m, node->outs[0])->dtype;
    spec.rank = count = 0;
    for (int i = 0; i < rank; i++) {
        if (reduced[i])
            sorted[count++] = i;
        place[i] = spec.rank;
        if (!reduced[i] || keepdims)
            spec.shape[spec.rank++] = reduced[i] ? 1 : spec.shape[i];
    }
    for (int i = 0, at = 0; i < rank; i++)
        if (!reduced[m->of[x].turn[i]] || keepdims)
            back[at++] = place[m->of[x].turn[i]];
    ln_arg args[LN_MAX_PARAMS];
    memcpy(args, r->args, (size_t)r->count * sizeof *args);
    args[1] = (ln_arg){ .kind = LN_ARG_INTS, .count = count, .as.ints = sorted };
    LN_TRY(write(m, r->op, args, r->count, &m->of[x].base, &spec, &out));
    return write_turned(m, out, back, node->outs[0]);
}

static ln_status write_lifted(ln_mover *m, const ln_node *view)
{
    const ln_node *chain[LN_CHAIN_MOST];
    int inputs[LN_OPERANDS_MOST], at, root;
    const int count = ln_move_chain_above(m, view, chain, &root);
    ln_spec spec;
    ln_spec_of(&spec, ln_move_tensor(m, view->outs[0]));
    spec.dtype = ln_move_tensor(m, root)->dtype;
    for (int k = 0; k < view->record->input_count; k++)
        inputs[k] = k == 0 ? root : view->inputs[k];
    LN_TRY(write(m, view->record->op, view->record->args, view->record->count, inputs, &spec, &at));
    for (int i = count; i-- > 0;) {
        const ln_record *r = chain[i]->record;
        const int only = ln_move_only_operand(m, chain[i], spec.rank);
        for (int k = 0; k < r->input_count; k++)
            inputs[k] = chain[i]->inputs[k] == only ? at : chain[i]->inputs[k];
        spec.dtype = ln_move_tensor(m, chain[i]->outs[0])->dtype;
        LN_TRY(write(m, r->op, r->args, r->count, inputs, &spec, &at));
    }
    m->graph->values[view->outs[0]].same = at;
    return LN_OK;
}

/* A transposition and its copy. */
static ln_status write_copied(ln_mover *m, const ln_node *node)
{
    const ln_record *r = node->record;
    const ln_arg arg = { .kind = LN_ARG_TENSOR };
    int turned, copy;
    ln_spec spec;
    ln_spec_of(&spec, ln_move_tensor(m, node->outs[0]));
    LN_TRY(write(m, r->op, r->args, r->count, node->inputs, &spec, &turned));
    LN_TRY(write(m, &ln_op_in_order, &arg, 1, &turned, &spec, &copy));
    m->graph->values[node->outs[0]].same = copy;
    return LN_OK;
}

/* A concatenation of what is cast, and one cast. */
static ln_status write_joined(ln_mover *m, const ln_node *node)
{
    const ln_record *r = node->record;
    int *inputs, at;
    const ln_node *cast = NULL;
    ln_spec spec;
    LN_TRY(ln_zone_alloc(m->ctx, &m->zone, (size_t)r->input_count, sizeof *inputs, &inputs));
    for (int k = 0; k < r->input_count; k++) {
        cast = ln_graph_maker(m->graph, node->inputs[k]);
        inputs[k] = cast->inputs[0];
    }
    ln_spec_of(&spec, r->outs[0]);
    spec.dtype = ln_move_tensor(m, inputs[0])->dtype;
    LN_TRY(write(m, r->op, r->args, r->count, inputs, &spec, &at));
    spec.dtype = r->outs[0]->dtype;
    LN_TRY(write(m, cast->record->op, cast->record->args, cast->record->count, &at, &spec, &at));
    m->graph->values[node->outs[0]].same = at;
    return LN_OK;
}

static ln_status write_moved(ln_mover *m, const ln_node *node, int chain)
{
    int axes[LN_MAX_RANK], count;
    if (chain == LN_CHAIN_COPIED)
        return write_copied(m, node);
    if (chain == LN_CHAIN_JOINED)
        return write_joined(m, node);
    if (chain > 0)
        return write_lifted(m, node);
    if (ln_move_sinks(m, node->outs[0]))
        return write_loop(m, node);
    return ln_move_follows(m, node, axes, &count) ? write_reduction(m, node, axes, count) : LN_OK;
}

ln_status ln_move_write(ln_mover *m, int more)
{
    ln_graph *graph = m->graph;
    const size_t nodes = (size_t)(graph->node_count + more), values = (size_t)(graph->value_count + more);
    ln_value *room;
    LN_TRY(ln_zone_alloc(m->ctx, &graph->zone, nodes, sizeof *m->nodes, &m->nodes));
    LN_TRY(ln_zone_alloc(m->ctx, &graph->zone, values, sizeof *room, &room));
    memcpy(room, graph->values, (size_t)graph->value_count * sizeof *room);
    graph->values = room;
    ln_status status = LN_OK;
    for (int i = 0; i < graph->node_count; i++) { /* also after an error: each node has an owner */
        if (status == LN_OK && graph->nodes[i].live)
            status = write_moved(m, &graph->nodes[i], m->chain[i]);
        m->nodes[m->node_count++] = graph->nodes[i];
    }
    graph->nodes = m->nodes;
    graph->node_count = m->node_count;
    for (int i = 0; i < graph->node_count; i++)
        for (int k = 0; k < graph->nodes[i].record->out_count; k++)
            graph->values[graph->nodes[i].outs[k]].index = i;
    return status;
}

/* Moves: transposes, other views and casts go where they cost least. Knows of no Lua.
 *
 * Sinking. A transposition moves below element-wise nodes, which then run over memory in its own order:
 *   op(turned a, turned b, number, row) = turned op(a, b, number, row)    where a and b are turned alike
 * A row here has one axis longer than 1, whichever, and is read in another shape. Nodes that read one another so are a team; they move together or stay.
 * What a transposition costs is that somebody reads elements that lie apart: before, once for each that enters the team; afterwards once for each reader of
 * a result that minds. Matrix products and other transpositions don't mind, nor do reductions that can fold the value that isn't turned instead, in the same
 * order or in one that can't be told from it. A team moves where fewer readers mind than transpositions enter.
 *
 * Lifting. A view moves above a chain of element-wise nodes that each read one value and numbers, if the chain begins in memory: view(op(x)) = op(view(x)).
 *   slices and takes    so that fewer elements are computed; where nothing else is read of what they are of, and they aren't all of it
 *   reshapes            so that the chain runs as one group with loops that read it, or makes a result where it is to be; where nothing else is read
 *   transpositions      likewise, where only loops read it: nothing is stored first
 * Casts are element-wise: of uint8 images those of a batch are taken and then cast. A concatenation of widening casts from one dtype moves above them too.
 *
 * Copies. A transposition that element-wise nodes read is copied in C order first (in_order), where reading it would fetch a line of the cache for each
 * element and lines drive one another out before their other elements are read. Only where nothing else moves, since it stays where it is then.
 *
 * Moved nodes are written anew; `same` leads from what they made to what takes its place, and simplification removes the dead and the views that undo each
 * other. Every element is computed as before: no bit changes but in matrix products, whose bits depend on strides. */
#include "graph/move.h"

#include <string.h>

#include "graph/group.h"
#include "graph/plan.h"
#include "op/ops.h"
#include "op/reduce.h"

static bool is_loop(const ln_node *node)
{
    return node->record->op->loop != NULL;
}

static bool is_pick(const ln_node *node)
{
    return node->record->op == &ln_op_take || strcmp(node->record->op->name, "strided_slice") == 0;
}

/* How many axes have another length than 1. */
static int long_axes(const ln_tensor *t)
{
    int count = 0;
    for (int i = 0; i < t->rank; i++)
        count += t->shape[i] != 1;
    return count;
}

/* Teams ------------------------------------------------------------------------------------------------------------------ */

/* The last member of a value's team, which stands for it. */
static int team_of(const ln_mover *m, int value)
{
    while (m->of[value].team != value)
        value = m->of[value].team = m->of[m->of[value].team].team;
    return value;
}

bool ln_move_turned_alike(const ln_mover *m, int a, int b)
{
    const int rank = ln_move_tensor(m, a)->rank;
    return m->of[a].turn != NULL && m->of[b].turn != NULL && rank == ln_move_tensor(m, b)->rank &&
           memcmp(m->of[a].turn, m->of[b].turn, (size_t)rank) == 0;
}

/* Whether turning changes the order of elements. */
static bool is_apart(const ln_mover *m, int value)
{
    const ln_tensor *t = ln_move_tensor(m, value);
    int last = -1;
    bool apart = false;
    for (int i = 0; i < t->rank; i++) {
        if (t->shape[i] == 1)
            continue;
        apart = apart || m->of[value].turn[i] < last;
        last = m->of[value].turn[i];
    }
    return apart;
}

static ln_status note_transposition(ln_mover *m, const ln_node *node)
{
    const int out = node->outs[0], rank = ln_move_tensor(m, out)->rank;
    const ln_call call = ln_record_call(node->record, m->ctx);
    int axes[LN_MAX_RANK];
    if (ln_move_tensor(m, node->inputs[0])->weak)
        return LN_OK;
    LN_TRY(ln_transposed_axes(&call, axes));
    LN_TRY(ln_zone_alloc(m->ctx, &m->zone, (size_t)rank + 1, 1, &m->of[out].turn));
    for (int i = 0; i < rank; i++)
        m->of[out].turn[i] = (int8_t)axes[i];
    m->of[out].base = node->inputs[0];
    return LN_OK;
}

/* Whether an operand of a team's node, which isn't turned as the team is, may be read in another shape instead. */
static bool is_row(const ln_mover *m, int value, int rank)
{
    const ln_tensor *t = ln_move_tensor(m, value);
    return t->rank <= rank && (t->size == 1 || (long_axes(t) == 1 && !t->weak));
}

/* Makes an element-wise node a member of a team where it can be one. */
static void note_loop(ln_mover *m, const ln_node *node)
{
    const ln_record *r = node->record;
    const int out = node->outs[0];
    int as = -1;
    for (int k = 0; k < r->input_count && as < 0; k++)
        if (m->of[node->inputs[k]].turn != NULL && ln_move_tensor(m, node->inputs[k])->rank == ln_move_tensor(m, out)->rank)
            as = node->inputs[k];
    if (as < 0 || r->input_count > LN_OPERANDS_MOST)
        return;
    for (int k = 0; k < r->input_count; k++) {
        const int x = node->inputs[k];
        if (!ln_move_turned_alike(m, x, as) && !is_row(m, x, ln_move_tensor(m, out)->rank))
            return;
    }
    m->of[out].turn = m->of[as].turn;
    m->of[out].team = out;
    for (int k = 0; k < r->input_count; k++)
        if (m->of[node->inputs[k]].team >= 0 && ln_move_turned_alike(m, node->inputs[k], as))
            m->of[team_of(m, node->inputs[k])].team = out;
}

/* Whether a node is a reduction that may as well fold what isn't turned; the axes then. */
static bool folds_base(const ln_mover *m, const ln_node *node, int *axes, int *count)
{
    const ln_call call = ln_record_call(node->record, m->ctx);
    const int x = node->inputs[0];
    bool reduced[LN_MAX_RANK] = { false };
    if (!ln_is_reduction(node->record->op) || ln_call_axes(&call, 1, ln_move_tensor(m, x)->rank, axes, count) != LN_OK)
        return false;
    for (int i = 0; i < *count; i++)
        reduced[axes[i]] = true;
    bool ascends = true;
    *count = 0;
    for (int i = 0; i < ln_move_tensor(m, x)->rank; i++)
        if (reduced[i]) {
            ascends = ascends && (*count == 0 || m->of[x].turn[i] > axes[*count - 1]);
            axes[(*count)++] = m->of[x].turn[i];
        }
    return ascends || ln_reduces_in_any_order(call.op, node->record->outs[0]->dtype);
}

/* Whether a reader of a team's value minds that its elements lie apart. */
static bool minds(const ln_mover *m, const ln_node *node, int value)
{
    int axes[LN_MAX_RANK], count;
    if (node->record->op == &ln_op_matmul || node->record->op == &ln_op_transpose || !is_apart(m, value))
        return false;
    if (is_loop(node) && m->of[node->outs[0]].team >= 0 && ln_move_turned_alike(m, node->outs[0], value))
        return false;
    return !folds_base(m, node, axes, &count);
}

/* What enters a team by an operand of a member. */
static void count_entry(ln_mover *m, int member, int operand)
{
    const int team = team_of(m, member);
    ln_known *k = &m->of[operand];
    if (!ln_move_turned_alike(m, member, operand) || k->team >= 0 || k->entered == team)
        return;
    m->of[team].entries += is_apart(m, operand);
    k->entered = team;
}

/* A team as a whole: where its values are read, and by whom. */
static void count_ways(ln_mover *m)
{
    const ln_graph *graph = m->graph;
    for (int i = 0; i < graph->node_count; i++) {
        const ln_node *node = &graph->nodes[i];
        for (int k = 0; node->live && k < node->record->input_count; k++) {
            const int x = node->inputs[k];
            if (m->of[x].team >= 0)
                m->of[team_of(m, x)].exits += minds(m, node, x);
            if (is_loop(node) && m->of[node->outs[0]].team >= 0)
                count_entry(m, node->outs[0], x);
        }
    }
    for (int i = 0; i < graph->output_count; i++)
        if (m->of[graph->outputs[i]].team >= 0)
            m->of[team_of(m, graph->outputs[i])].exits += is_apart(m, graph->outputs[i]);
    for (int i = 0; i < graph->variable_count; i++)
        if (m->of[graph->variables[i].last].team >= 0)
            m->of[team_of(m, graph->variables[i].last)].exits += is_apart(m, graph->variables[i].last);
}

bool ln_move_sinks(const ln_mover *m, int value)
{
    if (m->of[value].team < 0)
        return false;
    const ln_known *team = &m->of[team_of(m, value)];
    return team->exits < team->entries;
}

bool ln_move_follows(const ln_mover *m, const ln_node *node, int *axes, int *count)
{
    return node->record->input_count == 1 && ln_move_sinks(m, node->inputs[0]) && folds_base(m, node, axes, count);
}

/* Chains ------------------------------------------------------------------------------------------------------------------ */

int ln_move_only_operand(const ln_mover *m, const ln_node *node, int rank)
{
    int only = -1;
    for (int k = 0; k < node->record->input_count; k++) {
        const int x = node->inputs[k];
        const ln_tensor *t = ln_move_tensor(m, x);
        if (t->size == 1 ? t->rank > rank : only >= 0 && only != x)
            return -1;
        if (t->size != 1)
            only = x;
    }
    const ln_tensor *x = only < 0 ? NULL : ln_move_tensor(m, only), *out = ln_move_tensor(m, node->outs[0]);
    return x != NULL && x->size == out->size && x->rank == out->rank && !x->weak ? only : -1;
}

/* Whether a value is in C order in memory, once it is made. */
static bool is_in_order(const ln_mover *m, int value)
{
    const ln_value *v = &m->graph->values[value];
    return v->kind == LN_VALUE_RESULT ? !ln_node_is_view(m->graph, v->index)
                                      : v->kind != LN_VALUE_CONSTANT || ln_tensor_is_contiguous(v->tensor);
}

/* Whether a value that no loop makes is in memory whoever reads it; in C order where it must be `plain`. */
static bool is_in_memory(const ln_mover *m, int value, bool plain)
{
    const ln_value *v = &m->graph->values[value];
    const bool folded =
        v->kind == LN_VALUE_RESULT && (ln_node_is_fold(m->graph, v->index) || ln_node_hands_on(m->graph, v->index));
    return !folded && (!plain || is_in_order(m, value));
}

/* Whether it pays to lift a view. */
static bool is_liftable(const ln_mover *m, const ln_node *node)
{
    const ln_known *of = &m->of[node->inputs[0]], *made = &m->of[node->outs[0]];
    if (is_pick(node))
        return of->uses == of->picks && of->picked < ln_move_tensor(m, node->inputs[0])->size / of->picks;
    if (ln_node_keeps_order(m->graph, (int)(node - m->graph->nodes)))
        return of->uses == 1 && (made->loops > 0 || made->result);
    return node->record->op == &ln_op_transpose && of->uses == 1 && made->loops > 0 && made->loops == made->uses;
}

int ln_move_chain_above(const ln_mover *m, const ln_node *view, const ln_node **chain, int *root)
{
    int count = 0, x = view->inputs[0];
    const int rank = ln_move_tensor(m, view->outs[0])->rank;
    for (const ln_node *node = ln_graph_maker(m->graph, x); node != NULL && is_loop(node); node = ln_graph_maker(m->graph, x)) {
        const int only = ln_move_only_operand(m, node, rank);
        int reads = 0;
        for (int k = 0; k < node->record->input_count; k++)
            reads += node->inputs[k] == only;
        const bool ends = only < 0 || count == LN_CHAIN_MOST;
        const ln_node *next = ends ? NULL : ln_graph_maker(m->graph, only);
        if (ends || (next != NULL && is_loop(next) && m->of[only].uses > reads))
            return 0;
        chain[count++] = node;
        x = only;
    }
    *root = x;
    const bool plain = view->record->op != &ln_op_transpose && strcmp(view->record->op->name, "strided_slice") != 0;
    return is_in_memory(m, x, plain) ? count : 0;
}

/* Whether a node concatenates casts of one narrower dtype, which nothing else reads. */
static bool joins_casts(const ln_mover *m, const ln_node *node)
{
    const ln_record *r = node->record;
    if (r->op != &ln_op_concatenate)
        return false;
    const ln_tensor *first = NULL;
    for (int k = 0; k < r->input_count; k++) {
        const ln_node *cast = ln_graph_maker(m->graph, node->inputs[k]);
        if (cast == NULL || cast->record->op != &ln_op_cast || m->of[node->inputs[k]].uses > 1)
            return false;
        const ln_tensor *x = ln_move_tensor(m, cast->inputs[0]);
        first = k == 0 ? x : first;
        const ln_node *maker = ln_graph_maker(m->graph, cast->inputs[0]);
        if (x->dtype != first->dtype || x->weak || cast->record->outs[0]->dtype != r->outs[0]->dtype ||
            (maker != NULL && is_loop(maker)) || !is_in_memory(m, cast->inputs[0], false))
            return false;
    }
    return ln_dtype_size(first->dtype) < ln_dtype_size(r->outs[0]->dtype);
}

/* A move -------------------------------------------------------------------------------------------------------------------- */

static ln_status survey(ln_mover *m)
{
    const ln_graph *graph = m->graph;
    for (int i = 0; i < graph->value_count; i++)
        m->of[i] = (ln_known){ .team = -1, .base = -1, .entered = -1 };
    for (int i = 0; i < graph->node_count; i++) {
        const ln_node *node = &graph->nodes[i];
        for (int k = 0; node->live && k < node->record->input_count; k++) {
            ln_known *of = &m->of[node->inputs[k]];
            of->uses++;
            of->loops += is_loop(node);
            if (k == 0 && is_pick(node)) {
                of->picks++;
                of->picked += ln_move_tensor(m, node->outs[0])->size;
            }
        }
        if (node->live && node->record->op == &ln_op_transpose)
            LN_TRY(note_transposition(m, node));
        else if (node->live && is_loop(node))
            note_loop(m, node);
    }
    for (int i = 0; i < graph->output_count; i++) {
        ln_known *of = &m->of[graph->outputs[i]];
        of->uses++;
        of->result = true;
    }
    for (int i = 0; i < graph->variable_count; i++)
        m->of[graph->variables[i].last].uses++;
    count_ways(m);
    return LN_OK;
}

/* Whether loops read a transposition of something in C order whose lines collide: along its last axis they are a power of two apart, with few other factors, so
 * that they share few sets of the cache's first level (SETS_BYTES is what its sets cover once), and are more than those hold. */
static bool collides(const ln_mover *m, const ln_node *node)
{
    enum { LINE = 64, APART_LEAST = 256, SETS_BYTES = 4096, COLLIDING = 1 << 16 };
    const ln_known *of = &m->of[node->outs[0]];
    if (node->record->op != &ln_op_transpose || of->loops == 0 || of->turn == NULL || !is_in_order(m, node->inputs[0]))
        return false;
    const ln_tensor *t = ln_move_tensor(m, node->outs[0]), *x = ln_move_tensor(m, node->inputs[0]);
    const int last = t->rank - 1;
    int64_t apart = (int64_t)ln_dtype_size(x->dtype);
    for (int i = of->turn[last] + 1; i < x->rank; i++)
        apart *= x->shape[i];
    const int64_t power = apart & -apart;
    return x->shape[last] * (int64_t)ln_dtype_size(x->dtype) >= LINE && power >= APART_LEAST &&
           t->shape[last] * (power < SETS_BYTES ? power : SETS_BYTES) >= COLLIDING;
}

static int count_copied(ln_mover *m)
{
    int count = 0;
    for (int i = 0; i < m->graph->node_count; i++)
        if (m->graph->nodes[i].live && collides(m, &m->graph->nodes[i])) {
            m->chain[i] = LN_CHAIN_COPIED;
            count += 2;
        }
    return count;
}

/* How many nodes are to be written beside those that are there. */
static int count_moved(ln_mover *m)
{
    int count = 0, axes[LN_MAX_RANK], ignored;
    for (int i = 0; i < m->graph->node_count; i++) {
        const ln_node *node = &m->graph->nodes[i], *chain[LN_CHAIN_MOST];
        if (!node->live || node->record->out_count != 1 || node->record->input_count == 0)
            continue;
        m->chain[i] = is_liftable(m, node) ? ln_move_chain_above(m, node, chain, &ignored) : 0;
        if (joins_casts(m, node))
            m->chain[i] = LN_CHAIN_JOINED;
        if (m->chain[i] > 0)
            count += m->chain[i] + 1;
        else if (m->chain[i] == LN_CHAIN_JOINED)
            count += 2;
        else if (ln_move_sinks(m, node->outs[0]))
            count += LN_OPERANDS_MOST + 2;
        else if (ln_move_follows(m, node, axes, &ignored))
            count += 2;
    }
    return count;
}

static ln_status move(ln_mover *m, bool *moved)
{
    LN_TRY(ln_zone_alloc(m->ctx, &m->zone, (size_t)m->graph->value_count, sizeof *m->of, &m->of));
    LN_TRY(ln_zone_alloc(m->ctx, &m->zone, (size_t)m->graph->node_count, sizeof *m->chain, &m->chain));
    LN_TRY(survey(m));
    int more = count_moved(m);
    if (more == 0)
        more = count_copied(m);
    *moved = more > 0;
    return more > 0 ? ln_move_write(m, more) : LN_OK;
}

ln_status ln_graph_move(ln_context *ctx, ln_graph *graph, bool *moved)
{
    ln_mover m = { .ctx = ctx, .graph = graph };
    ln_status status = move(&m, moved);
    ln_zone_free(ctx->memory, &m.zone);
    return status;
}

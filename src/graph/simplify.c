/* Simplification: identities, common subexpressions, dead code. Knows of no Lua.
 *
 * One walk in order: a node's inputs are resolved, then it is replaced by an input if an identity says so, or by an earlier node that
 * is the same op on the same inputs with the same arguments. A walk back keeps what results and variables need.
 *
 * Only identities that hold for every bit pattern are used, -0, nan and infinities included:
 *   cast of x to its own dtype, stop_gradient(x), reshape, broadcast_to, squeeze, expand_dims or transpose that change nothing   x
 *   x * 1, 1 * x, x / 1, x - 0 (+0), x + -0, -0 + x          x, where dtype and shape stay x's
 *   -(-x)                                                    x
 *   reshape, squeeze or expand_dims of one another, in x's shape at the end    x
 *   transpose of a transpose                                 one transpose
 *   cast of a cast to a dtype that holds each value of x     cast of x (not where a float becomes an integer that would wrap as an integer)
 *   where(c, x, y) with a constant c, the same everywhere    x or y, where dtype and shape stay its own
 *   a sum, mean, maximum ... over axes of length 1           reshape of x (a mean of integers is none)
 * Not used: x + 0 (turns -0 into 0), x * 0 and x - x (nan), and anything that reorders additions.
 * Ops on constants alone need no folding: they ran while tracing. */
#include <string.h>

#include "base/memory.h"
#include "graph/group.h"
#include "op/ops.h"
#include "op/reduce.h"

typedef struct pass {
    ln_context *ctx;
    ln_graph *graph;
    int *slots; /* hash of a node to its number + 1 */
    size_t capacity;
} pass;

static const ln_tensor *tensor_of(const pass *p, int value)
{
    return p->graph->values[value].tensor;
}

/* Whether `out` can be replaced by `in`. */
static bool alike(const ln_tensor *in, const ln_tensor *out)
{
    bool same = in->dtype == out->dtype && in->weak == out->weak && in->rank == out->rank;
    for (int i = 0; same && i < in->rank; i++)
        same = in->shape[i] == out->shape[i];
    return same;
}

/* Whether a value is a constant whose elements are all the same because they are one in memory, with these bits as a double. */
static bool is_number(const pass *p, int value, double number)
{
    const ln_value *v = &p->graph->values[value];
    bool one = v->kind == LN_VALUE_CONSTANT && v->tensor->size > 0;
    for (int i = 0; one && i < v->tensor->rank; i++)
        one = v->tensor->shape[i] == 1 || v->tensor->strides[i] == 0;
    if (!one)
        return false;
    double held = ln_tensor_get_double(v->tensor, 0);
    return memcmp(&held, &number, sizeof held) == 0;
}

/* Before the views that a node's result is of in the same order, a value of its shape; its first input where there is none. */
static int led_back(const pass *p, const ln_node *node)
{
    const ln_tensor *out = node->record->outs[0];
    for (const ln_node *at = node; at != NULL && ln_node_keeps_order(p->graph, (int)(at - p->graph->nodes));
         at = ln_graph_maker(p->graph, at->inputs[0]))
        if (alike(tensor_of(p, at->inputs[0]), out))
            return at->inputs[0];
    return node->inputs[0];
}

/* The input that a node's only result equals, or -1. */
static int identity(const pass *p, const ln_node *node)
{
    const ln_op *op = node->record->op;
    const ln_tensor *out = node->record->outs[0];
    int a = node->inputs[0], b = node->record->input_count > 1 ? node->inputs[1] : -1, keep = -1;
    static const char *const shapes[] = { "reshape", "broadcast_to", "squeeze", "expand_dims", "cast", "stop_gradient" };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(op->name, shapes[i]) == 0)
            keep = led_back(p, node);
    if (op == &ln_op_transpose) {
        int axes[LN_MAX_RANK];
        const ln_call call = ln_record_call(node->record, p->ctx);
        bool still = ln_transposed_axes(&call, axes) == LN_OK;
        for (int i = 0; still && i < out->rank; i++)
            still = axes[i] == i;
        keep = still ? a : -1;
    } else if (op == &ln_op_multiply) {
        keep = is_number(p, b, 1) ? a : is_number(p, a, 1) ? b : -1;
    } else if (op == &ln_op_divide) {
        keep = is_number(p, b, 1) ? a : -1;
    } else if (op == &ln_op_subtract) {
        keep = is_number(p, b, 0.0) ? a : -1;
    } else if (op == &ln_op_add) {
        keep = is_number(p, b, -0.0) ? a : is_number(p, a, -0.0) ? b : -1;
    } else if (op == &ln_op_where) {
        keep = is_number(p, a, 1) ? b : is_number(p, a, 0) ? node->inputs[2] : -1;
    } else if (op == &ln_op_negative) {
        const ln_node *maker = ln_graph_maker(p->graph, a);
        if (maker != NULL && maker->record->op == &ln_op_negative)
            keep = maker->inputs[0];
    }
    return keep >= 0 && alike(tensor_of(p, keep), out) ? keep : -1;
}

/* A reduction that only changes the shape says so. */
static void say_reshape(const pass *p, ln_record *r)
{
    const ln_call call = ln_record_call(r, p->ctx);
    if (r->input_count != 1 || r->count < 2 || !ln_reduces_nothing(&call, r->outs[0]))
        return;
    r->op = &ln_op_reshape;
    r->args[1] = (ln_arg){ .kind = LN_ARG_INTS, .count = r->outs[0]->rank, .as.ints = r->outs[0]->shape };
    r->count = 2;
}

/* Views and casts one behind the other ------------------------------------------------------------------------------ */

/* Makes a node's first input, a tensor, another value. */
static void read_instead(const pass *p, ln_node *node, int value)
{
    ln_record *r = node->record;
    ln_tensor *before = r->inputs[0];
    node->inputs[0] = value;
    r->inputs[0] = r->args[0].as.tensor = ln_tensor_retain(p->graph->values[value].tensor);
    ln_tensor_release(before);
}

static ln_status merge_transposes(pass *p, ln_node *node, const ln_node *first)
{
    const int rank = node->record->outs[0]->rank;
    const ln_call inner = ln_record_call(first->record, p->ctx), outer = ln_record_call(node->record, p->ctx);
    int under[LN_MAX_RANK], over[LN_MAX_RANK];
    int64_t *axes;
    LN_TRY(ln_transposed_axes(&inner, under));
    LN_TRY(ln_transposed_axes(&outer, over));
    LN_TRY(ln_zone_alloc(p->ctx, &p->graph->zone, (size_t)rank, sizeof *axes, &axes));
    for (int i = 0; i < rank; i++)
        axes[i] = under[over[i]];
    node->record->args[1] = (ln_arg){ .kind = LN_ARG_INTS, .count = rank, .as.ints = axes };
    read_instead(p, node, first->inputs[0]);
    return LN_OK;
}

/* How many binary digits the values of a dtype have, signs aside. */
static const unsigned char digits[LN_DTYPE_COUNT] = {
    [LN_BOOL] = 1,   [LN_UINT8] = 8,  [LN_UINT16] = 16,  [LN_UINT32] = 32,  [LN_UINT64] = 64,  [LN_INT8] = 7,     [LN_INT16] = 15,
    [LN_INT32] = 31, [LN_INT64] = 63, [LN_FLOAT16] = 11, [LN_BFLOAT16] = 8, [LN_FLOAT32] = 24, [LN_FLOAT64] = 53,
};

/* Whether each value of `x` is one of `y`. */
static bool holds(ln_dtype y, ln_dtype x)
{
    if (ln_dtype_is_float(x)) /* the exponent is wider wherever there are more digits, but that of float16 is not bfloat16's */
        return y == x || (ln_dtype_is_float(y) && digits[y] > digits[x] && y >= LN_FLOAT32);
    return digits[y] >= digits[x] && (ln_dtype_is_float(y) || ln_dtype_is_signed(y) || !ln_dtype_is_signed(x));
}

/* Whether x as `y` as `z` is x as `z`. Integers wrap where floats saturate. */
static bool is_cast_needless(ln_dtype x, ln_dtype y, ln_dtype z)
{
    return holds(y, x) && (x == LN_BOOL || ln_dtype_is_float(x) || !ln_dtype_is_float(y) || ln_dtype_is_float(z) || z == LN_BOOL);
}

/* What a node reads of the same kind of node, it reads of what that one reads. */
static ln_status merge(pass *p, ln_node *node)
{
    const ln_op *op = node->record->op;
    const ln_node *first = op == &ln_op_transpose || op == &ln_op_cast ? ln_graph_maker(p->graph, node->inputs[0]) : NULL;
    if (first == NULL || first->record->op != op || tensor_of(p, first->inputs[0])->weak)
        return LN_OK;
    if (op == &ln_op_transpose)
        return merge_transposes(p, node, first);
    if (is_cast_needless(tensor_of(p, first->inputs[0])->dtype, first->record->outs[0]->dtype, node->record->outs[0]->dtype))
        read_instead(p, node, first->inputs[0]);
    return LN_OK;
}

/* Common subexpressions --------------------------------------------------------------------------------------------- */

static size_t mix(size_t h, uint64_t x)
{
    return (size_t)((h ^ x) * 0x9e3779b97f4a7c15u + 0x7f4a7c15u);
}

static size_t hash_node(const ln_node *node)
{
    const ln_record *r = node->record;
    size_t h = (size_t)(uintptr_t)r->op;
    for (int i = 0; i < r->input_count; i++)
        h = mix(h, (uint64_t)node->inputs[i]);
    for (int i = 0; i < r->count; i++)
        if (r->args[i].kind == LN_ARG_INT || r->args[i].kind == LN_ARG_FLOAT)
            h = mix(h, (uint64_t)r->args[i].as.i);
    return h ^ h >> 29;
}

static bool equal_nodes(const ln_node *a, const ln_node *b)
{
    const ln_record *x = a->record, *y = b->record;
    if (!ln_record_says_same(x, y))
        return false;
    for (int i = 0; i < x->input_count; i++)
        if (a->inputs[i] != b->inputs[i])
            return false;
    for (int i = 0; i < x->out_count; i++)
        if (!alike(x->outs[i], y->outs[i]))
            return false;
    return true;
}

/* The earlier node that is the same, or -1 after filing this one. */
static int earlier(pass *p, int index)
{
    const ln_node *node = &p->graph->nodes[index];
    size_t at = hash_node(node) & (p->capacity - 1);
    for (; p->slots[at] != 0; at = (at + 1) & (p->capacity - 1))
        if (equal_nodes(&p->graph->nodes[p->slots[at] - 1], node))
            return p->slots[at] - 1;
    p->slots[at] = index + 1;
    return -1;
}

/* What takes the place of a value. */
static int resolved(const ln_graph *graph, int value)
{
    while (graph->values[value].same != value)
        value = graph->values[value].same;
    return value;
}

static ln_status forward(pass *p)
{
    ln_graph *graph = p->graph;
    for (int i = 0; i < graph->node_count; i++) {
        ln_node *node = &graph->nodes[i];
        if (!node->live || (node->record->out_count > 0 && graph->values[node->outs[0]].same != node->outs[0]))
            continue; /* dead or replaced before */
        for (int k = 0; k < node->record->input_count; k++)
            node->inputs[k] = resolved(graph, node->inputs[k]);
        say_reshape(p, node->record);
        LN_TRY(merge(p, node));
        int kept = node->record->out_count == 1 && node->record->input_count > 0 ? identity(p, node) : -1;
        if (kept >= 0) {
            graph->values[node->outs[0]].same = kept;
            continue;
        }
        int twin = earlier(p, i);
        for (int k = 0; twin >= 0 && k < node->record->out_count; k++)
            graph->values[node->outs[k]].same = graph->nodes[twin].outs[k];
    }
    return LN_OK;
}

/* Dead code ---------------------------------------------------------------------------------------------------------- */

static void need(ln_graph *graph, int value)
{
    if (graph->values[value].kind == LN_VALUE_RESULT)
        graph->nodes[graph->values[value].index].live = true;
}

static void backward(ln_graph *graph)
{
    for (int i = 0; i < graph->node_count; i++)
        graph->nodes[i].live = false;
    for (int i = 0; i < graph->output_count; i++)
        need(graph, graph->outputs[i] = resolved(graph, graph->outputs[i]));
    for (int i = 0; i < graph->variable_count; i++)
        need(graph, graph->variables[i].last = resolved(graph, graph->variables[i].last));
    for (int i = graph->node_count; i-- > 0;)
        for (int k = 0; graph->nodes[i].live && k < graph->nodes[i].record->input_count; k++)
            need(graph, graph->nodes[i].inputs[k]);
}

ln_status ln_graph_simplify(ln_context *ctx, ln_graph *graph)
{
    pass p = { .ctx = ctx, .graph = graph, .capacity = 64 };
    while (p.capacity < 2 * (size_t)graph->node_count)
        p.capacity *= 2;
    void *block;
    LN_TRY(ln_alloc(ctx, p.capacity * sizeof *p.slots, "simplification", &block));
    p.slots = block;
    memset(block, 0, p.capacity * sizeof *p.slots);
    ln_status status = forward(&p);
    if (status == LN_OK)
        backward(graph);
    ln_free(ctx, block, p.capacity * sizeof *p.slots);
    return status;
}

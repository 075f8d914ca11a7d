/* Graphs: typed values and the ops between them, made from a trace. Knows of no Lua.
 *
 * Values are numbered; each is an argument, a variable's value before the run, a constant, or an output of one node. Nodes are kept in
 * an order in which every input precedes its use. Passes change a graph in place:
 *
 *   build (graph.c)     from a trace; equal scalar constants become one
 *   simplify            identities that are exact, common subexpressions, dead code
 *   move                transposes, other views and casts to where they cost least; what that leaves is simplified again
 *   fuse                groups of element-wise nodes that run block by block; the order of steps
 *   plan                where each value lives; views; what is written in place
 *
 * Invariants, which ln_graph_verify checks after each pass:
 *  1. a live node's inputs are resolved (`same` leads nowhere else) and made by earlier live nodes or are no results;
 *  2. each result is made by exactly one node, and its symbol has the dtype and shape that the node's inference gave;
 *  3. every dimension is known;
 *  4. a variable occurs once in the list; its first value is its own, of its dtype and shape; so is its last. */
#ifndef LN_GRAPH_GRAPH_H
#define LN_GRAPH_GRAPH_H

#include "base/zone.h"
#include "graph/trace.h"

typedef enum ln_value_kind { LN_VALUE_INPUT, LN_VALUE_VARIABLE, LN_VALUE_CONSTANT, LN_VALUE_RESULT } ln_value_kind;

typedef struct ln_value {
    ln_value_kind kind;
    int index;         /* of the argument, the variable or the node */
    ln_tensor *tensor; /* retained: its symbol (dtype, shape, weak), or the constant itself */
    int same;          /* the value that replaces it; its own number when none does */
} ln_value;

typedef struct ln_node {
    ln_record *record; /* owned: op and arguments; its tensors tell specs only */
    int *inputs;       /* values, in the order of record->inputs */
    int outs[LN_MAX_OUTPUTS];
    bool live;
} ln_node;

typedef struct ln_graph_variable {
    ln_variable *variable; /* retained */
    int first, last;       /* values before and after the run */
} ln_graph_variable;

typedef struct ln_plan ln_plan; /* plan.h */

typedef struct ln_graph {
    ln_memory *memory;
    ln_zone zone; /* every array below */
    ln_value *values;
    ln_node *nodes;
    int *inputs;  /* values of the arguments */
    int *outputs; /* values of the results */
    ln_graph_variable *variables;
    int value_count, node_count, input_count, output_count, variable_count;
    ln_plan *plan;
} ln_graph;

/* The node that makes a value; NULL where none does. */
static inline const ln_node *ln_graph_maker(const ln_graph *graph, int value)
{
    const ln_value *v = &graph->values[value];
    return v->kind == LN_VALUE_RESULT ? &graph->nodes[v->index] : NULL;
}

/* Compiles what `trace` recorded; `outputs` are its symbols or concrete tensors. The trace must have stopped; it stays the caller's. */
ln_status ln_graph_compile(ln_context *ctx, const ln_trace *trace, ln_tensor *const *outputs, int count, ln_graph **out);
/* A graph that runs by itself, in another context if need be: what `from` reads of variables is, with their present values, a constant.
 * Constants are shared, so copies cost the memory of their plans alone. A graph that assigns to variables can't be copied. Reads `from`
 * alone, so that several threads may copy one graph at the same time. */
ln_status ln_graph_copy(ln_context *ctx, const ln_graph *from, ln_graph **out);
/* Accepts NULL. */
void ln_graph_free(ln_graph *graph);

/* Runs it: arguments of the traced dtypes and shapes in, fresh tensors out (owned by the caller). When it succeeds, the variables that were
 * assigned have their new values; when it fails, none has changed. */
ln_status ln_graph_run(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, ln_tensor **outputs);
/* Runs a graph without results `times` times on the same arguments; a failure ends it between two runs. */
ln_status ln_graph_repeat(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, int64_t times);

/* The passes. */
ln_status ln_graph_simplify(ln_context *ctx, ln_graph *graph);
/* Leaves what was moved dead, and values to be resolved. */
ln_status ln_graph_move(ln_context *ctx, ln_graph *graph, bool *moved);
ln_status ln_graph_verify(ln_context *ctx, const ln_graph *graph);
/* The graph, its steps and memory as text, freed as ln_tensor_format's is. */
ln_status ln_graph_dump(ln_context *ctx, const ln_graph *graph, char **text);

#endif

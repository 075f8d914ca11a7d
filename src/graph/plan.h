/* Plans: what a graph runs, in which order, and where each value lives. Knows of no Lua.
 *
 * A value's home is memory of the graph's one arena, an argument, a variable, a result, or a constant. Views (reshape, transpose,
 * slices, broadcasts) are resolved here: they are another header on their root's memory and cost nothing at run time. A reshape that
 * no strides can express becomes a copy.
 *
 * Order. Steps follow their inputs; those that make a variable's next value come as late as they can, so that whatever can fail has run
 * before a variable changes.
 *
 * In place. A step may write a variable's memory itself when nothing reads the value before afterwards: a fused group may also read
 * it (element i of the result depends on element i alone), but no reduction in its step, which comes behind; any other step may not. Otherwise the
 * result is made in the arena and copied at the end.
 * Results of the graph are written into their own tensors by the step that makes them, unless they are views or have another home.
 *
 * Arena. Roots get the first gap that is free from the step that makes them to the last that reads them or a view of them; what a fused group makes
 * may also be stored over a value that it reads last, as in place of a variable.
 *
 * Invariants: two roots whose lives overlap never share memory, but for one step where one is stored over the other; no home but ARENA, OUTPUT and VARIABLE is written; a variable's memory
 * is written by one step or one final copy. */
#ifndef LN_GRAPH_PLAN_H
#define LN_GRAPH_PLAN_H

#include "base/code.h"
#include "graph/block.h"
#include "graph/graph.h"

typedef enum ln_home { LN_HOME_NONE, LN_HOME_ARENA, LN_HOME_INPUT, LN_HOME_VARIABLE, LN_HOME_OUTPUT, LN_HOME_CONSTANT } ln_home;

typedef struct ln_place {
    int root;       /* the value whose memory it is in; its own number unless it is a view */
    ln_home home;   /* of the root */
    int index;      /* which argument, variable or result */
    int64_t offset; /* a view's first byte, from the root's */
    size_t at;      /* a root's place in the arena */
    int born, dies; /* a root's first and last step */
    ln_tensor *header;
} ln_place;

typedef enum ln_step_kind {
    LN_STEP_KERNEL,
    LN_STEP_PROGRAM,
    LN_STEP_REDUCE,  /* reductions whose inputs a program makes, or reads, block by block */
    LN_STEP_PRODUCT, /* a matrix product whose result a program reads while it is in cache */
    LN_STEP_COPY
} ln_step_kind;

/* A part of a joint step's value (joint.h): its own memory, and bytes [at, at + bytes) of that of all parts. */
typedef struct ln_transfer {
    ln_tensor *part, *whole;
    size_t at, bytes;
} ln_transfer;

typedef struct ln_step {
    ln_step_kind kind;
    int *nodes;          /* of KERNEL, REDUCE and PRODUCT: what is called; arguments and results are headers */
    ln_call *calls;      /* of each */
    int call_count;      /* several of REDUCE */
    ln_program *program; /* PROGRAM, REDUCE, PRODUCT */
    int *members;        /* the program's nodes, in order; of a joint step part by part */
    int member_count;
    int parts; /* of a joint step: how many alike groups it runs, else 0 */
    ln_transfer *gathers, *scatters;
    int gather_count, scatter_count;
    int from;          /* COPY: the value read */
    ln_tensor *target; /* COPY: filled in C order */
    double seconds;    /* spent here, when the graph is timed */
} ln_step;

/* A header whose memory differs from run to run. */
typedef struct ln_rebound {
    ln_tensor *header;
    ln_home home;
    int index;
    int64_t offset;
} ln_rebound;

struct ln_plan {
    ln_place *places; /* of each value, then of saved copies, then of what joint steps gather and scatter */
    int place_count;
    ln_binding *bindings; /* of each value */
    ln_step *steps;
    int step_count;
    ln_code code; /* of the programs' native runs */
    size_t arena_bytes;
    char *arena;
    ln_rebound *rebound;
    int rebound_count;
    bool *writes;     /* of each variable: whether the run changes it */
    int first_late;   /* the first step that may write a variable's memory */
    ln_tensor **kept; /* during a run: its arguments in C order */
    bool timed;
    int64_t timed_runs;
};

/* What fuse.c decides: `leader[node]` is the first node of its step, -1 for dead ones; `next[node]` the one behind it in its step, or -1; `order` lists
 * leaders in the order to run. The nodes of a step are a group (group.h), but for those that are `absorbed`: up to LN_FILLED_MOST reductions of what the group makes or reads, all of
 * one shape, or a matrix product whose result the group reads; or the nodes of several alike groups. */
typedef struct ln_groups {
    int *leader, *next;
    bool *absorbed;
    int *part; /* of each node: which part of a joint group it is in (joint.h), else 0 */
    int *order;
    int count;
} ln_groups;
ln_status ln_fuse(ln_context *ctx, ln_zone *zone, const ln_graph *graph, ln_groups *out);
/* Whether a node is a matrix product whose result a group may read part by part as it is finished. */
bool ln_node_hands_on(const ln_graph *graph, int node);

ln_status ln_plan_make(ln_context *ctx, ln_graph *graph);
/* A header in C order without memory of its own; its data is set when a run begins, or the arena is taken. */
ln_status ln_plan_header(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out);
/* Whether a plan keeps the invariants above; ln_plan_make ends with it. */
ln_status ln_plan_verify(ln_context *ctx, const ln_graph *graph);
void ln_plan_free(ln_graph *graph);
/* Takes the arena's memory, if the graph has none, and tells the headers; gives it back. */
ln_status ln_plan_take(ln_context *ctx, ln_graph *graph);
void ln_plan_shed(ln_graph *graph);

#endif

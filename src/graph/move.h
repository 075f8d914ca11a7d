/* What the moves of a graph (move.c) know of it while they decide and write. Knows of no Lua. */
#ifndef LN_GRAPH_MOVE_H
#define LN_GRAPH_MOVE_H

#include "graph/graph.h"

enum { LN_CHAIN_MOST = 16, LN_OPERANDS_MOST = 3 };
enum { LN_CHAIN_COPIED = -1 /* a transposition */, LN_CHAIN_JOINED = -2 /* a concatenation of casts */ };

/* What is known of a value. */
typedef struct ln_known {
    int uses, loops;    /* how often it is read: by nodes, results and variables; by loops */
    bool result;        /* of the graph */
    int64_t picked;     /* elements that slices and takes read of it */
    int picks;          /* how often they do */
    int8_t *turn;       /* of a turned value: which axis of the one that isn't turned each of its axes is; NULL of others */
    int team;           /* where an element-wise node makes it: a member of its team, in the end the last; else -1 */
    int base;           /* the value that isn't turned; -1 until it is written */
    int entries, exits; /* of the team, at its last member */
    int entered;        /* of a transposition: the team for which it was counted last */
} ln_known;

typedef struct ln_mover {
    ln_context *ctx;
    ln_graph *graph;
    ln_zone zone;
    ln_known *of;
    int *chain;     /* of each node: how many it is lifted over, or one of those below */
    ln_node *nodes; /* what is written */
    int node_count;
} ln_mover;

static inline const ln_tensor *ln_move_tensor(const ln_mover *m, int value)
{
    return m->graph->values[value].tensor;
}

/* Whether two values are turned, and by the same axes. */
bool ln_move_turned_alike(const ln_mover *m, int a, int b);
/* Whether a value is made by a team that moves. */
bool ln_move_sinks(const ln_mover *m, int value);
/* Whether a node is a reduction that folds the base of such a value; over which axes. */
bool ln_move_follows(const ln_mover *m, const ln_node *node, int *axes, int *count);
/* The only value that a loop reads beside numbers, which have at most `rank` axes; -1 where there is more. */
int ln_move_only_operand(const ln_mover *m, const ln_node *node, int rank);
/* How many element-wise nodes a view may be lifted over, at most LN_CHAIN_MOST, from below, and what they begin with. */
int ln_move_chain_above(const ln_mover *m, const ln_node *view, const ln_node **chain, int *root);

/* Writes what moves, which is at most `more` nodes, into the graph. */
ln_status ln_move_write(ln_mover *m, int more);

#endif

/* Groups: which nodes may share one program (block.h), and what each of them is in it. Knows of no Lua.
 *
 * A plain group holds element-wise nodes of one shape. A group of rows has a whole shape (..., length) and computes, row by row,
 *
 *   wide     element-wise nodes of the whole shape
 *   folds    sums, means and extremes of a wide value over the last axis, and the element of each row that an index names
 *   narrow   element-wise nodes of shape (..., 1) or (...), which follow from folds
 *   views    reshapes of a narrow value that keep its elements in order, and its spread over the whole shape
 *
 * so a softmax, a loss with its gradient or a normalisation is one pass over memory. What makes that right: a member's element in row r depends
 * on the other members' elements in row r alone. Hence a wide node may read a narrow member only as (..., 1), and a narrow node
 * one of its own shape. What comes from outside may broadcast in any way. */
#ifndef LN_GRAPH_GROUP_H
#define LN_GRAPH_GROUP_H

#include "graph/graph.h"

enum {
    LN_GROUP_NODES = 96,
    LN_GROUP_TENSORS = 160,
    LN_GROUP_REGISTERS = 32,    /* of wide values, and as many of narrow ones */
    LN_GROUP_BYTES = 64 * 1024, /* of all registers of one block */
    LN_GROUP_LENGTH = 4096      /* of a row, at most */
};

typedef enum ln_role { LN_ROLE_WIDE, LN_ROLE_NARROW, LN_ROLE_FOLD, LN_ROLE_VIEW, LN_ROLE_SPREAD } ln_role;

typedef struct ln_member {
    int node;
    ln_role role;
    int base;     /* the member whose value this one shows: itself unless it is a view */
    int last_use; /* the last member that reads the value, through views too; its own place when none does */
} ln_member;

typedef struct ln_group {
    ln_context *ctx;
    const ln_graph *graph;
    ln_member members[LN_GROUP_NODES];
    int count;
    bool rows;
    const ln_tensor *whole; /* a symbol of the whole shape */
} ln_group;

/* What nodes, in ascending order, are together; false when they may not be. */
bool ln_group_make(ln_context *ctx, const ln_graph *graph, const int *nodes, int count, ln_group *out);
/* The member that makes a value, or -1; and the one whose value it shows. */
int ln_group_find(const ln_group *group, int value);
int ln_group_base(const ln_group *group, int value);

/* Whether a tensor is one row of several elements, which every row of a whole shape then shares. */
bool ln_is_shared_row(const ln_tensor *t);

/* Whether a node picks an element of each row (op/index.h). */
bool ln_node_is_pick(const ln_graph *graph, int node);
/* Whether a node may be a fold, is computed by loops over elements, only makes another header. */
bool ln_node_is_fold(const ln_graph *graph, int node);
bool ln_node_is_loop(const ln_graph *graph, int node);
bool ln_node_is_view(const ln_graph *graph, int node);
/* Whether a node is a view that keeps the elements in their order. */
bool ln_node_keeps_order(const ln_graph *graph, int node);

#endif

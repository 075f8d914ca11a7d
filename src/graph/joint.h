/* Joint groups: small groups that are alike run together. Knows of no Lua.
 *
 * The update of a bias of ten elements takes longer to begin than to compute. Plain groups (group.h) are alike when they do the same, node by node, to
 * different values: as the updates of all small variables of an optimizer do. Such groups are the parts of one joint group. Its program is that of
 * the first part over one axis on which the parts' elements lie one behind the other, in memory of the arena that is there for this step alone: what
 * each part reads is gathered there, all parts are computed in one pass, and what must be stored is scattered. It is what is known as horizontal
 * fusion or multi-tensor update.
 *
 * What each part does:
 *   shares   a value of one element, the same for all parts (a learning rate)
 *   owns     values of as many elements as the part makes, which lie in order
 * Everything is read before anything is stored, so that a part may be stored over what any part reads. Bits are those of the groups run one by one: an
 * element depends on its own place alone. */
#ifndef LN_GRAPH_JOINT_H
#define LN_GRAPH_JOINT_H

#include "graph/plan.h"
#include "op/elementwise.h"

enum {
    LN_JOINT_PART = 128, /* elements of a part, at most */
    LN_JOINT_MOST = 1024 /* and of all together */
};

/* Whether a group's nodes, in ascending order, may be a part; whether they may be one beside `first`, of as many nodes, a part of several elements. */
bool ln_joint_can(const ln_graph *graph, const int *nodes, int count);
bool ln_joint_alike(const ln_graph *graph, const int *first, const int *nodes, int count);
/* A number, not 0, that is the same for parts of several elements that are alike: those of another one need not be compared. 0 for parts of one element,
 * which may own what they seem to share. */
uint32_t ln_joint_kind(const ln_graph *graph, const int *nodes, int count);

/* Whether one of a part's nodes makes a value. */
bool ln_joint_makes(const ln_graph *graph, const int *nodes, int count, int value);

/* The program and the transfers of a step whose members are those of `step->parts` parts, one behind the other. Adds the places of what is
 * gathered and of what is scattered, of which there are at most LN_JOINT_PLACES for each member of a part. */
enum { LN_JOINT_PLACES = 1 + LN_MAX_OPERANDS };
ln_status ln_joint_make(ln_context *ctx, ln_graph *graph, ln_step *step);
/* Copies what a joint step reads to where its program reads it; what the program made to where it belongs. */
void ln_joint_gather(const ln_step *step);
void ln_joint_scatter(const ln_step *step);

#endif

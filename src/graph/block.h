/* Block programs: groups run block by block inside L1. Knows of no Lua.
 *
 * A program computes every element of one shape. It is a list of instructions over operands: memory outside (tensors) and registers, which
 * are buffers of one block. For each block all instructions run in turn, so what they pass to each other stays in L1 and only what is read
 * from or kept for outside the group touches memory.
 *
 * The shape is merged to the fewest axes along which every tensor walks evenly. A plain group is cut in one of two ways:
 *   flat     blocks run over the elements in C order, across rows; tensors that do not walk evenly (a bias row, a column of sums) are first
 *            loaded into a register. Used when every tensor is even, or rows are short.
 *   by rows  a block never crosses a row; each tensor is read in place with its step along the row. Used when rows are long.
 * A group of rows (group.h) is cut into whole rows, of which the last axis is never merged:
 *   several  short rows: a block is as many as fit; a narrow value is spread into a register where a wide instruction reads it; a row
 *            that all rows share is loaded once for all blocks, into a register of its own
 *   single   long rows, a few a block: an instruction takes them one by one, and a narrow value is one element, which is read with a step of 0.
 *            What works on narrow values, and folds, take them together. So one row's arithmetic goes on while the other's fold is joined
 *
 * Numbers are those of the ops run one by one: every result is rounded to its own dtype before it is used again, and a row is folded as
 * the kernel folds it.
 *
 * In place: a result may be stored over an input that is read element by element (`over`); its store then comes after the input's last
 * read, which the compiler arranges by a copy at the program's end where needed. */
#ifndef LN_GRAPH_BLOCK_H
#define LN_GRAPH_BLOCK_H

#include "base/zone.h"
#include "graph/group.h"

typedef struct ln_program ln_program;

/* What the compiler must know of a value. */
typedef struct ln_binding {
    ln_tensor *header; /* shape, strides, dtype; its data is set before each run. Constants: the constant itself */
    bool stored;       /* used outside its group */
    int over;          /* the value over which it is stored in place, or -1 */
} ln_binding;

/* A value that a program makes, or reads from neighbouring elements, and hands to a reduction block by block. */
typedef struct ln_handed {
    int value;
    bool summable; /* a reduction that takes lanes */
} ln_handed;

/* Compiles nodes, in order, that ln_group_make accepts. Lives in `zone`. `whole`: of a plain group, a tensor of the shape over which it runs
 * instead of its nodes' own; or NULL. */
ln_status ln_program_make(ln_context *ctx, ln_zone *zone, const ln_graph *graph, const int *nodes, int count,
                          const ln_tensor *whole, const ln_binding *bindings, const ln_handed *handed, int handed_count,
                          ln_program **out);
ln_status ln_program_run(ln_context *ctx, const ln_program *program);
/* Runs elements (of a group of rows: rows) [begin, begin + n) of a program that hands values on; a fill of op/reduce.h. */
void ln_program_fill(const void *program, int64_t begin, int64_t n, const void **at, double *lanes);
/* Whether a program sums the k-th of them itself; whether it stores other values on the way. */
bool ln_program_sums(const ln_program *program, int k);
bool ln_program_stores(const ln_program *program);
/* Runs elements [begin, end) of a plain program, which reads and writes memory; an ln_part_fn. */
void ln_program_part(const void *program, int64_t begin, int64_t end);
/* Registers, elements of a block, rows of a block (0 for a plain group) and instructions, for dumps. */
void ln_program_facts(const ln_program *program, int *registers, int *block, int *rows, int *instructions);

#endif

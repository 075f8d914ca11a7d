/* Native runs: straight lines of a block program's instructions as one loop of machine code. Knows of no Lua.
 *
 * A block program interprets: each instruction is a pass over a block in L1, with a load or two and a store per element, which costs more than
 * the arithmetic. Here neighbouring instructions become one loop whose values stay in registers of the CPU; memory sees what the run reads from
 * outside and what is needed behind it. On x86-64 with AVX2 or AVX-512; elsewhere, and where pages can't be made executable, programs are
 * interpreted as they are. The idea is that of Weld, XLA's fused loops and LuaJIT's straight-line traces; the code is about what a compiler makes
 * of the loop written by hand.
 *
 * What may be in a run: element-wise instructions over float32 of which there are micro-operations (micro.h: arithmetic, square roots, extremes,
 * rounding, comparisons, selections, logic on bools, conversions between float32, int32 and bool, exponentials, logarithms and their kin), all wide
 * or all narrow, whose operands are one element apart or broadcast. Sums of what a plain program makes or reads may be in it too.
 *
 * What holds: each instruction computes what its loop computes, in the same order, with a multiply and an add fused only where it fuses
 * them (op/vector/functions.h): the bits are the same. Within one step of the loop all of an instruction's loads come before the stores of those
 * behind it, as in the interpreter; a result stored over an
 * input is stored at the element that was read, and a register of the program that a run reads and writes holds items of one size. A value
 * is stored if it is a tensor's, or if an instruction behind the run reads its register.
 *
 * Guards. With AVX2 the functions are exact for arguments that are near, which a guard sees to before anything is stored of a vector; where one is
 * not, the loop stops, the next few elements are done by the instructions' own loops, and it goes on behind them.
 *
 * The loop takes whole vectors of elements; the rest is done under a mask with AVX-512, else copied to vectors of its own and back, but for registers
 * of the program, which have room. */
#ifndef LN_GRAPH_NATIVE_H
#define LN_GRAPH_NATIVE_H

#include "base/code.h"
#include "graph/program.h"

/* Programs and what they become. All of a plan's are made together, so that they share their pages. */
ln_status ln_native_make(ln_context *ctx, ln_zone *zone, ln_program *const *programs, int count, ln_code *code);
/* Elements [0, n) from the operands at `at`. */
void ln_native_run(const ln_native *native, int64_t n, void *const *at);

#endif

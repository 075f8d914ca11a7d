/* Tapes: recordings of the ops that depend on watched tensors, and the walk that differentiates them. Knows of no Lua. */
#ifndef LN_GRAPH_TAPE_H
#define LN_GRAPH_TAPE_H

#include "op/op.h"

typedef struct ln_tape ln_tape;

/* Creates a tape that records from now on. */
ln_status ln_tape_start(ln_context *ctx, ln_tape **out);
/* Ops that use `t`, or something computed from it, are recorded. */
ln_status ln_tape_watch(ln_context *ctx, ln_tape *tape, ln_tensor *t);
/* Stops recording (and every tape started after it). The recording stays. */
void ln_tape_stop(ln_context *ctx, ln_tape *tape);
/* Stops every tape and the trace that record, as when what started them was left by an error. */
void ln_recording_stop(ln_context *ctx);
bool ln_tape_is_active(const ln_tape *tape);
/* d target / d source for each source: the gradient of the sum of target's elements, or of sum(seed * target). outs[i] is
 * NULL where target does not depend on the source. Fails when target is not a float. */
ln_status ln_tape_gradient(ln_context *ctx, ln_tape *tape, ln_tensor *target, ln_tensor *seed, ln_tensor *const *sources,
                           int count, ln_tensor **outs);
/* Stops and frees it. */
void ln_tape_free(ln_context *ctx, ln_tape *tape);

#endif

/* All primitive ops, family by family. An op is added in its family's file, not here. */
#include "op/ops.h"

static const ln_family *const families[] = {
    &ln_family_elementwise, &ln_family_select, &ln_family_reduce, &ln_family_shape, &ln_family_index,
    &ln_family_create,      &ln_family_matmul, &ln_family_random, &ln_family_sort,  &ln_family_svd,
};

const ln_op *ln_op_at(int index)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (index < families[i]->count)
            return families[i]->ops[index];
        index -= families[i]->count;
    }
    return NULL;
}

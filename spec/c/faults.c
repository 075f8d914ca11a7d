/* Runs a program and lets one of its system calls go wrong: faults MODE N COMMAND..., where MODE is
 *   kill     the process is killed (signal 9) when it enters the call
 *   short    a write (the N-th one counts) is given half of its bytes
 *   ERRNO    a number: the call is not made and fails with this errno
 *   list     none: each call that names a file, starts a program or opens a socket is printed as "uses NAME PATH"
 * Calls are numbered from 1 between unlink("/faults-on") and unlink("/faults-off"), which the program makes as marks. Of those that
 * can't fail for want of space or rights only "kill" takes notice. Prints "call NAME" when the N-th call was met, else "no call";
 * exits with the program's status, or 128 + its signal. */
#include <errno.h>
#include <fcntl.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <elf.h>

extern long ptrace(int request, ...);

static const struct {
    long number;
    const char *name;
} fallible[] = {
    { SYS_openat, "openat" },     { SYS_write, "write" },         { SYS_pwrite64, "pwrite64" },   { SYS_writev, "writev" },
    { SYS_fsync, "fsync" },       { SYS_fdatasync, "fdatasync" }, { SYS_ftruncate, "ftruncate" }, { SYS_fallocate, "fallocate" },
    { SYS_renameat, "renameat" }, { SYS_flock, "flock" },         { SYS_fchmod, "fchmod" },       { SYS_fchown, "fchown" },
    { SYS_unlinkat, "unlinkat" }, { SYS_mkdirat, "mkdirat" },     { SYS_close, "close" },
#ifdef SYS_open
    { SYS_open, "open" },         { SYS_rename, "rename" },       { SYS_unlink, "unlink" },       { SYS_mkdir, "mkdir" },
#endif
};

static const char *fallible_name(long number)
{
    for (size_t i = 0; i < sizeof fallible / sizeof *fallible; i++)
        if (fallible[i].number == number)
            return fallible[i].name;
    return NULL;
}

static bool is_write(long number)
{
    return number == SYS_write || number == SYS_pwrite64;
}

/* What changes registers is the processor's own. */
#if defined __x86_64__
#include <sys/user.h>
static void set(pid_t child, size_t offset, unsigned long value)
{
    ptrace(PTRACE_POKEUSR, child, offset, value);
}
static void skip_call(pid_t child)
{
    set(child, offsetof(struct user_regs_struct, orig_rax), (unsigned long)-1);
}
static void set_result(pid_t child, long value)
{
    set(child, offsetof(struct user_regs_struct, rax), (unsigned long)value);
}
static void set_third(pid_t child, unsigned long value)
{
    set(child, offsetof(struct user_regs_struct, rdx), value);
}
#elif defined __aarch64__
static void set_register(pid_t child, int index, unsigned long value)
{
    unsigned long registers[34];
    struct iovec block = { registers, sizeof registers };
    ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &block);
    registers[index] = value;
    ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &block);
}
static void skip_call(pid_t child)
{
    int number = -1;
    struct iovec block = { &number, sizeof number };
    ptrace(PTRACE_SETREGSET, child, NT_ARM_SYSTEM_CALL, &block);
}
static void set_result(pid_t child, long value)
{
    set_register(child, 0, (unsigned long)value);
}
static void set_third(pid_t child, unsigned long value)
{
    set_register(child, 2, value);
}
#else
#error "the registers of a system call on this processor are not known here"
#endif

/* The process's text at an address, cut at `size`, a multiple of a word's; false when it can't be read. */
static bool read_text(pid_t child, unsigned long address, char *text, size_t size)
{
    memset(text, 0, size);
    for (size_t i = 0; i < size; i += sizeof(long)) {
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, child, address + i, 0L);
        if (errno != 0)
            return false;
        memcpy(text + i, &word, sizeof word);
        if (memchr(&word, 0, sizeof word) != NULL)
            break;
    }
    text[size - 1] = '\0';
    return true;
}

static bool names(pid_t child, unsigned long address, const char *wanted)
{
    char text[16];
    return read_text(child, address, text, sizeof text) && strcmp(text, wanted) == 0;
}

/* Calls that name a file by argument `path`, or reach outside the process without one (-1). */
static const struct {
    long number;
    const char *name;
    int path;
} outward[] = {
    { SYS_openat, "openat", 1 },    { SYS_newfstatat, "stat", 1 },   { SYS_statx, "stat", 1 },
    { SYS_faccessat, "access", 1 }, { SYS_faccessat2, "access", 1 }, { SYS_readlinkat, "readlink", 1 },
    { SYS_execve, "execve", 0 },    { SYS_execveat, "execve", 1 },   { SYS_unlinkat, "unlink", 1 },
    { SYS_mkdirat, "mkdir", 1 },    { SYS_renameat2, "rename", 1 },  { SYS_socket, "socket", -1 },
    { SYS_connect, "connect", -1 }, { SYS_chdir, "chdir", 0 },       { SYS_truncate, "truncate", 0 },
#ifdef SYS_open
    { SYS_open, "open", 0 },        { SYS_stat, "stat", 0 },         { SYS_lstat, "stat", 0 },
    { SYS_access, "access", 0 },    { SYS_readlink, "readlink", 0 }, { SYS_unlink, "unlink", 0 },
    { SYS_rename, "rename", 0 },    { SYS_mkdir, "mkdir", 0 },       { SYS_fork, "fork", -1 },
    { SYS_vfork, "fork", -1 },      { SYS_creat, "creat", 0 },       { SYS_symlink, "symlink", 0 },
    { SYS_link, "link", 0 },
#endif
};

static void list(pid_t child, const struct ptrace_syscall_info *info)
{
    char path[1024] = "";
    for (size_t i = 0; i < sizeof outward / sizeof *outward; i++)
        if (outward[i].number == (long)info->entry.nr) {
            if (outward[i].path >= 0)
                read_text(child, info->entry.args[outward[i].path], path, sizeof path);
            if (path[0] != '\0' || outward[i].path < 0) /* fstat is a stat without a path */
                printf("uses %s %s\n", outward[i].name, path);
            fflush(stdout); /* whole lines, between those of the program */
        }
}

/* Whether a call is unlink(name), which libcs make in two ways. */
static bool is_mark(pid_t child, const struct ptrace_syscall_info *info, const char *name)
{
    long number = (long)info->entry.nr;
#ifdef SYS_unlink
    if (number == SYS_unlink)
        return names(child, info->entry.args[0], name);
#endif
    return number == SYS_unlinkat && names(child, info->entry.args[1], name);
}

typedef struct plan {
    const char *mode;
    long wanted, seen;
    bool on;
    long fail_with; /* the errno of the call that is being made, or 0 */
} plan;

static void enter(pid_t child, const struct ptrace_syscall_info *info, plan *p)
{
    long number = (long)info->entry.nr;
    const char *name = fallible_name(number);
    if (is_mark(child, info, "/faults-on") || is_mark(child, info, "/faults-off")) {
        p->on = is_mark(child, info, "/faults-on");
        return;
    }
    if (p->on && strcmp(p->mode, "list") == 0) {
        list(child, info);
        return;
    }
    bool killing = strcmp(p->mode, "kill") == 0, shortening = strcmp(p->mode, "short") == 0;
    if (!p->on || (!killing && name == NULL) || (shortening && !is_write(number)) || ++p->seen != p->wanted)
        return;
    printf("call %s\n", name != NULL ? name : "another");
    fflush(stdout);
    if (killing) {
        kill(child, SIGKILL);
    } else if (shortening) {
        set_third(child, (unsigned long)(info->entry.args[2] + 1) / 2);
    } else {
        p->fail_with = atol(p->mode);
        skip_call(child);
    }
}

static int watch(pid_t child, plan *p)
{
    int status;
    long signal_to_pass = 0;
    waitpid(child, &status, 0); /* the stop of exec */
    ptrace(PTRACE_SETOPTIONS, child, 0L, (long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
    for (;;) {
        ptrace(PTRACE_SYSCALL, child, 0L, signal_to_pass);
        if (waitpid(child, &status, 0) < 0)
            return 127;
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        if (WIFSIGNALED(status))
            return 128 + WTERMSIG(status);
        signal_to_pass = 0;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            signal_to_pass = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
            continue;
        }
        struct ptrace_syscall_info info;
        ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
            enter(child, &info, p);
        } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && p->fail_with != 0) {
            set_result(child, -p->fail_with);
            p->fail_with = 0;
        }
    }
}

int main(int count, char **arguments)
{
    if (count < 4)
        return 2;
    plan p = { .mode = arguments[1], .wanted = atol(arguments[2]) };
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0L, 0L);
        execvp(arguments[3], arguments + 3);
        _exit(127);
    }
    int code = watch(child, &p);
    if (p.seen < p.wanted)
        printf("no call\n");
    return code;
}

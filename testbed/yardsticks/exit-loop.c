/*
 * The least that a virtual machine monitor can be: runs a guest's exits in a loop of C.
 *
 *   exit-loop KERNEL COMMAND-LINE
 *
 * KERNEL is a bzImage that is entered in 64-bit mode at 0x200200 with the first 4 GiB mapped to themselves, and COMMAND-LINE is what it
 * finds in its boot parameters. Ports and device memory read as zero, COM1's transmitter is always empty, and what is written to it
 * goes to the standard output, line by line. Ends with the pipe.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	RAM = 16 << 20,
	PAGE_TABLES = 0x8000,
	BOOT_PARAMS = 0x10000,
	COMMAND_LINE = 0x20000,
	LOAD = 0x200000,
	ENTRY = 0x200200,
	COM1 = 0x3f8,
};

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int call(int fd, unsigned long request, const char *name, unsigned long argument)
{
	int result = ioctl(fd, request, argument);

	if (result < 0)
		die(name);
	return result;
}

static void load(uint8_t *ram, const char *kernel, const char *words)
{
	static uint8_t image[1 << 20];
	int fd = open(kernel, O_RDONLY);
	ssize_t size = fd < 0 ? -1 : read(fd, image, sizeof(image));

	if (size < 1024)
		die(kernel);
	size_t setup = (image[0x1f1] + 1) * 512;
	memcpy(ram + LOAD, image + setup, size - setup);
	memcpy(ram + BOOT_PARAMS + 0x1f1, image + 0x1f1, 0x80);
	*(uint32_t *)(ram + BOOT_PARAMS + 0x228) = COMMAND_LINE;
	strcpy((char *)ram + COMMAND_LINE, words);

	/* One PML4 entry, four directories, pages of 2 MiB. */
	uint64_t *tables = (uint64_t *)(ram + PAGE_TABLES);
	tables[0] = (PAGE_TABLES + 0x1000) | 3;
	for (int i = 0; i < 4; i++)
		tables[512 + i] = (PAGE_TABLES + 0x2000 + i * 0x1000) | 3;
	for (uint64_t i = 0; i < 4 * 512; i++)
		tables[1024 + i] = i << 21 | 0x83;
}

static void enter_long_mode(int vcpu)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs = { .rip = ENTRY, .rsi = BOOT_PARAMS, .rflags = 2 };
	struct kvm_segment code = { .limit = 0xffffffff, .selector = 0x10, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1 };
	struct kvm_segment data = { .limit = 0xffffffff, .selector = 0x18, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1 };

	call(vcpu, KVM_GET_SREGS, "KVM_GET_SREGS", (unsigned long)&sregs);
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.ss = sregs.fs = sregs.gs = data;
	sregs.cr0 = 0x80000033;
	sregs.cr3 = PAGE_TABLES;
	sregs.cr4 = 0x20;
	sregs.efer = 0x500;
	call(vcpu, KVM_SET_SREGS, "KVM_SET_SREGS", (unsigned long)&sregs);
	call(vcpu, KVM_SET_REGS, "KVM_SET_REGS", (unsigned long)&regs);
}

static void port(struct kvm_run *run)
{
	uint8_t *data = (uint8_t *)run + run->io.data_offset;

	if (run->io.direction == KVM_EXIT_IO_OUT) {
		if (run->io.port == COM1 && putchar(*data) == '\n' && fflush(stdout))
			exit(0);
	} else {
		*data = run->io.port == COM1 + 5 ? 0x60 : 0;
	}
}

int main(int count, char **words)
{
	if (count != 3) {
		fprintf(stderr, "usage: exit-loop KERNEL COMMAND-LINE\n");
		return 2;
	}
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("/dev/kvm");
	int vm = call(kvm, KVM_CREATE_VM, "KVM_CREATE_VM", 0);
	call(vm, KVM_SET_TSS_ADDR, "KVM_SET_TSS_ADDR", 0xfffbd000);
	call(vm, KVM_CREATE_IRQCHIP, "KVM_CREATE_IRQCHIP", 0);
	uint8_t *ram = mmap(NULL, RAM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ram == MAP_FAILED)
		die("mmap");
	struct kvm_userspace_memory_region slot = { .memory_size = RAM, .userspace_addr = (uintptr_t)ram };
	call(vm, KVM_SET_USER_MEMORY_REGION, "KVM_SET_USER_MEMORY_REGION", (unsigned long)&slot);
	load(ram, words[1], words[2]);

	int vcpu = call(vm, KVM_CREATE_VCPU, "KVM_CREATE_VCPU", 0);
	static struct { struct kvm_cpuid2 head; struct kvm_cpuid_entry2 entries[256]; } cpuid = { .head.nent = 256 };
	call(kvm, KVM_GET_SUPPORTED_CPUID, "KVM_GET_SUPPORTED_CPUID", (unsigned long)&cpuid);
	call(vcpu, KVM_SET_CPUID2, "KVM_SET_CPUID2", (unsigned long)&cpuid);
	size_t size = call(kvm, KVM_GET_VCPU_MMAP_SIZE, "KVM_GET_VCPU_MMAP_SIZE", 0);
	struct kvm_run *run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		die("mmap");
	enter_long_mode(vcpu);

	for (;;) {
		call(vcpu, KVM_RUN, "KVM_RUN", 0);
		if (run->exit_reason == KVM_EXIT_IO) {
			port(run);
		} else if (run->exit_reason == KVM_EXIT_MMIO) {
			if (!run->mmio.is_write)
				memset(run->mmio.data, 0, sizeof(run->mmio.data));
		} else {
			fprintf(stderr, "exit-loop: exit %d, suberror %d\n", run->exit_reason, run->internal.suberror);
			return 1;
		}
	}
}

package org.vitrine.engine.config;

import java.util.List;
import java.util.Locale;

/** What a configuration can break, each with the sentence that says so: a {@link java.util.Formatter}'s, all of whose places are {@code %s}. */
public enum ConfigRule {
    NAME_EMPTY("The machine has no name; give it one."),
    NAME_LONG("The machine's name is longer than %s characters; shorten it."),
    NAME_CONTROL("The machine's name contains a control character; remove it."),
    NOTES_LONG("The machine's notes are longer than %s characters; shorten them."),
    NOTES_CONTROL("The machine's notes contain a control character; remove it."),
    WORD_EMPTY("The machine's %s is empty; give it one or leave it out."),
    WORD_LONG("The machine's %s is longer than %s characters; shorten it."),
    WORD_CONTROL("The machine's %s contains a control character; remove it."),
    TAGS_MANY("The machine has %s tags, but %s at most are kept; remove some."),
    TAG_TWICE("The machine has the tag \"%s\" twice; remove one."),
    MEMORY_LITTLE("%s MiB of memory is too little for a machine to start; give it at least %s MiB."),
    MEMORY_UEFI("%s MiB of memory is too little for UEFI firmware; give the machine at least %s MiB, or a BIOS."),
    MEMORY_HOST("%s MiB of memory is more than this host has; give the machine less than %s MiB."),
    MEMORY_PAGES(
            "%s MiB of memory are not whole huge pages of %s MiB; give the machine %s MiB, or transparent huge pages."),
    MEMORY_MERGE("Memory of reserved huge pages is never merged with that of other machines; give up one of the two."),
    SECURE_BOOT_BIOS("A BIOS has no Secure Boot; give the machine UEFI firmware, or leave Secure Boot off."),
    SECURE_BOOT_HOST(
            "Secure Boot needs System Management Mode (SMM), which this host's KVM has not; leave Secure Boot off."),
    SECURE_BOOT_BOARD(
            "Secure Boot needs System Management Mode (SMM), which Vitrine's machines do not have yet; leave Secure Boot off."),
    PROCESSOR_EMPTY("A processor cannot have %s sockets of %s cores of %s threads; give it at least 1 of each."),
    CPUS_FEW("A machine cannot have %s CPUs; give it at least 1."),
    CPUS_MANY("%s CPUs are more than a machine can have; give it at most %s."),
    COMMAND_LINE_LONG("The kernel's command line is longer than the %s characters that a kernel takes."),
    SERIAL_EMPTY("The serial port's target is empty; give \"none\", \"stdio\" or a file."),
    DRIVES_MANY("There are %s CD drives, but the board has room for %s; remove some."),
    DISKS_MANY("There are %s disks, but a machine takes %s at most; remove some."),
    AHCI_FULL(
            "There are %s CD drives and %s disks at AHCI, but the board has room for %s together; remove some, or put disks on virtio or nvme."),
    DISK_TWICE("The disks \"%s\" and \"%s\" are the same file; give each one of its own."),
    DEVICES_MANY("There are %s devices, but a machine takes %s at most; remove some."),
    DEVICE_NAME(
            "The device name \"%s\" is not valid; it starts with a letter and has letters, digits, '.', '_' and '-' after it, 64 at most."),
    DEVICE_TWICE("Two devices are named \"%s\"; rename one."),
    PLACE_MISSING("The device \"%s\" has the %s %s; the board has %s to %s."),
    PLACE_TAKEN("The devices \"%s\" and \"%s\" have the same %s %s; change one."),
    BOOT_INDEX_NEGATIVE("The device \"%s\" has the boot index %s; give it 0 or more."),
    BOOT_INDEX_TWICE("The devices \"%s\" and \"%s\" have the same boot index %s; change one."),
    PORTS_MANY("There are %s virtio console ports, but a machine takes %s at most; remove some."),
    PORT_NAME(
            "The port name \"%s\" is not valid; it starts with a letter and has letters, digits, '.', '_' and '-' after it, 32 at most."),
    PORT_TWICE("Two virtio console ports are named \"%s\"; rename one."),
    NETWORKS_MANY("There are %s networks, but a machine takes %s at most; remove some."),
    MAC_TWICE("The networks \"%s\" and \"%s\" have the same MAC address, %s; change one."),
    MAC_OF_GROUP(
            "The network \"%s\" has the MAC address %s, which no single interface can have; make its first octet even, such as 52."),
    RATE_LOW("The network \"%s\" is limited to %s kbit/s; give it at least %s, or no limit."),
    FORWARDS_MANY("The network \"%s\" has %s port forwards, but %s at most are kept."),
    BRIDGE_UNNAMED(
            "The network \"%s\" is bridged; name either the TAP interface to use, or the bridge for which to make one."),
    NETWORK_NAME("The internal network \"%s\" cannot be named so; use letters, digits, '-' and '_', 32 at most."),
    INTERFACE_NAME(
            "The network \"%s\" names the interface \"%s\", but an interface's name has 1 to %s characters without '/' and spaces."),
    FORWARD_VERSIONS(
            "The port forward \"%s\" leads from one version of IP to the other; give both sides addresses of the same."),
    FORWARD_TWICE("Two port forwards take the host's %s port %s; change one."),
    FORWARD_PORT("The port forward \"%s\" has the %s port %s; ports are 1 to %s."),
    FORWARD_ADDRESS("The port forward \"%s\" has the address \"%s\"; give it in numbers, such as 127.0.0.1 or ::1."),
    OBJECT_EXPECTED("%s must be a JSON object."),
    FIELD_UNKNOWN("The field \"%s\" is not known; remove it or correct its spelling."),
    FIELD_MISSING("The field \"%s\" is missing."),
    FIELD_VALUE("The field \"%s\" must be %s."),
    FILE_LONG("It is longer than the %s bytes that a configuration can have."),
    VERSION_LATER("It is of version %s, but this Vitrine reads up to version %s; open it with a later Vitrine.");

    private final String sentence;

    ConfigRule(String sentence) {
        this.sentence = sentence;
    }

    /** Lower case, with hyphens: its name where sentences are kept in other languages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The sentence before its places are filled in. */
    public String sentence() {
        return sentence;
    }

    /** @param arguments for the places of the sentence; a {@link ConfigTerm} is a word of it */
    ConfigException broken(Object... arguments) {
        return new ConfigException(this, sentence.formatted(arguments), List.of(arguments));
    }
}

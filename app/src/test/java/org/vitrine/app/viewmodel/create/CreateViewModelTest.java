package org.vitrine.app.viewmodel.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.HostLimits;
import org.vitrine.app.model.library.NewDisk;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.create.CreateViewModel.Import;
import org.vitrine.app.viewmodel.create.CreateViewModel.Then;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Network;

class CreateViewModelTest {
    private static final Suggestion DEBIAN = new Suggestion(
            Optional.of("debian-12"),
            "Debian 12",
            "Debian 12",
            "system-debian",
            4096,
            1024,
            2,
            32,
            10,
            Firmware.Kind.UEFI,
            List.of());

    @TempDir
    Path folder;

    private final List<NewMachine> made = new ArrayList<>();
    private final List<String> onward = new ArrayList<>();
    private final List<String> taken = new ArrayList<>(List.of("Debian 12"));
    private Optional<Refusal> refusal = Optional.empty();
    private CreateViewModel model;

    @BeforeEach
    void open() {
        SourceReader reader =
                new SourceReader(iso -> iso.toString().contains("debian") ? DEBIAN : Suggestion.unknown());
        model = new CreateViewModel(reader, new Maker(), new Threads(Runnable::run, Runnable::run));
        model.setOnMade((uuid, then) -> onward.add(then.toString()));
    }

    private final class Maker implements MachineMaker {
        @Override
        public CompletableFuture<UUID> make(NewMachine request) {
            if (refusal.isPresent()) {
                return CompletableFuture.failedFuture(refusal.get());
            }
            made.add(request);
            taken.add(request.name());
            return CompletableFuture.completedFuture(UUID.randomUUID());
        }

        @Override
        public Collection<String> names() {
            return taken;
        }

        @Override
        public Limits limits() {
            return new Limits(new HostLimits(16, 6000, 2, 64, false), 20L << 30);
        }
    }

    private Path iso(String name) throws IOException {
        return Discs.iso(folder.resolve(name), 32);
    }

    @Test
    void a_disc_fills_the_sheet_with_what_fits_system_and_host() throws IOException {
        model.open(List.of(iso("debian.iso")));

        assertThat(model.openProperty().get()).isTrue();
        assertThat(model.nameProperty().get()).isEqualTo("Debian 12 2");
        assertThat(model.memoryProperty().get())
                .as("half of the host's at most")
                .isEqualTo(2048);
        assertThat(model.cpusProperty().get()).isEqualTo(2);
        assertThat(model.diskProperty().get()).isEqualTo(32);
        assertThat(model.firmwareProperty().get()).isEqualTo(Firmware.Kind.UEFI);
        assertThat(model.ready().get()).isTrue();

        model.create(Then.START);

        assertThat(made).hasSize(1);
        assertThat(made.getFirst().about().system()).isEqualTo("debian-12");
        assertThat(made.getFirst().discs()).containsExactly(folder.resolve("debian.iso"));
        assertThat(made.getFirst().disks()).containsExactly(new NewDisk.Empty(32L << 30, Disk.Bus.VIRTIO));
        assertThat(made.getFirst().networks())
                .extracting(Network::model, Network::backend)
                .containsExactly(tuple(Network.Model.VIRTIO, Network.Shared.USUAL));
        assertThat(made.getFirst().virtio().rng()).isTrue();
        assertThat(onward).containsExactly("START");
        assertThat(model.openProperty().get()).isFalse();
    }

    @Test
    void the_sheet_says_what_devices_a_system_gets() throws IOException {
        model.open(List.of(iso("debian.iso")));
        assertThat(model.devices()).contains("virtio, the fastest");

        model.open(List.of(iso("other.iso")));
        assertThat(model.devices()).startsWith("SATA disk and Intel network card");
        model.create(Then.NOTHING);
        assertThat(made.getFirst().disks()).containsExactly(new NewDisk.Empty(32L << 30, Disk.Bus.AHCI));
        assertThat(made.getFirst().networks()).extracting(Network::model).containsExactly(Network.Model.E1000E);
        assertThat(made.getFirst().virtio().rng()).isFalse();

        model.open(List.of(Files.write(folder.resolve("debian.raw"), new byte[1 << 20])));
        assertThat(model.devices()).as("what boots it may know no other").startsWith("SATA disk, which");
    }

    @Test
    void what_was_typed_stays_when_the_sheet_is_closed() throws IOException {
        model.open(List.of(iso("debian.iso")));
        model.nameProperty().set("Mine");
        model.memoryProperty().set(1024);

        model.close();
        model.open();

        assertThat(model.nameProperty().get()).isEqualTo("Mine");
        assertThat(model.memoryProperty().get()).isEqualTo(1024);
        assertThat(model.sourceProperty().get()).isPresent();
    }

    @Test
    void a_name_that_cannot_be_says_why_at_once_and_makes_nothing() throws IOException {
        model.open(List.of(iso("debian.iso")));
        for (String bad : List.of("", "debian 12", "a/b", ".x", "x".repeat(500), "a\tb")) {
            model.nameProperty().set(bad);
            assertThat(model.nameProblem(bad)).as(bad).isNotBlank();
            assertThat(model.ready().get()).as(bad).isFalse();
            model.create(Then.START);
        }
        assertThat(made).isEmpty();
    }

    @Test
    void too_little_is_odd_but_possible() throws IOException {
        model.open(List.of(iso("debian.iso")));

        assertThat(model.memoryHint(512)).contains("1 GiB");
        assertThat(model.memoryHint(1024)).isEmpty();
        assertThat(model.diskHint(4)).contains("10 GiB");
        assertThat(model.diskHint(32)).contains("More than is free");
        assertThat(model.diskHint(12)).isEmpty();
    }

    @Test
    void a_refusal_leaves_the_sheet_as_it_is_and_says_why() throws IOException {
        model.open(List.of(iso("debian.iso")));
        refusal = Optional.of(Refusal.inWords(Refusal.Cause.HOST, "The disk is full."));

        model.create(Then.START);

        assertThat(model.openProperty().get()).isTrue();
        assertThat(model.failureProperty().get()).isEqualTo("The disk is full.");
        assertThat(model.nameProperty().get()).isEqualTo("Debian 12 2");
        assertThat(onward).isEmpty();
    }

    @Test
    void several_files_become_a_machine_each_with_names_of_their_own() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.iso"), "no disc");
        model.open(List.of(iso("debian-a.iso"), iso("debian-b.iso"), iso("other.iso"), text));

        assertThat(model.batch())
                .extracting(entry -> entry.nameProperty().get())
                .startsWith("Debian 12 2", "Debian 12 3", "other");
        assertThat(model.batch().getLast().source().problem()).isPresent();
        assertThat(model.batch().getLast().wantedProperty().get()).isFalse();
        model.batch().get(2).wantedProperty().set(false);

        model.create(Then.START);

        assertThat(made).extracting(NewMachine::name).containsExactly("Debian 12 2", "Debian 12 3");
        assertThat(onward).as("none of many is started").containsExactly("NOTHING", "NOTHING");
    }

    @Test
    void of_more_files_than_are_taken_it_says_how_many_were_left() {
        List<Path> many = new ArrayList<>();
        for (int i = 0; i < CreateViewModel.MAX_FILES + 3; i++) {
            many.add(folder.resolve("missing" + i + ".iso"));
        }

        model.open(many);

        assertThat(model.batch()).hasSize(CreateViewModel.MAX_FILES);
        assertThat(model.ready().get()).isFalse();
        assertThat(model.failureProperty().get()).contains("3 were left out");
    }

    @Test
    void a_disc_that_has_vanished_says_so() {
        model.open(List.of(folder.resolve("gone.iso")));

        assertThat(model.failureProperty().get()).contains("gone.iso");
        assertThat(model.sourceProperty().get()).isEmpty();
    }

    @Test
    void a_disk_image_is_copied_or_used_where_it_is() throws IOException {
        Path image = Files.write(folder.resolve("disk.raw"), new byte[1 << 20]);
        model.open(List.of(image));
        assertThat(model.sourceProperty().get().orElseThrow().kind()).isEqualTo(Source.Kind.DISK);
        assertThat(model.nameProperty().get()).isEqualTo("disk");

        model.create(Then.NOTHING);
        model.open(List.of(image));
        model.importProperty().set(Import.IN_PLACE);
        model.create(Then.CUSTOMIZE);

        assertThat(made.get(0).disks()).containsExactly(new NewDisk.Copy(image));
        assertThat(made.get(0).discs()).isEmpty();
        assertThat(made.get(1).disks().getFirst()).isInstanceOf(NewDisk.InPlace.class);
        assertThat(onward).containsExactly("NOTHING", "CUSTOMIZE");
    }

    @Test
    void a_copy_goes_on_behind_the_closed_sheet_which_opens_again_if_it_fails() throws IOException {
        model.open(List.of(Files.write(folder.resolve("disk.raw"), new byte[1 << 20])));
        List<Boolean> opened = new ArrayList<>();
        model.openProperty().subscribe(is -> opened.add(is));
        refusal = Optional.of(Refusal.inWords(Refusal.Cause.HOST, "The disk is full."));

        model.create(Then.NOTHING);

        assertThat(opened).containsExactly(true, false, true);
        assertThat(model.failureProperty().get()).isEqualTo("The disk is full.");
        assertThat(model.nameProperty().get()).isEqualTo("disk");
    }

    @Test
    void a_disk_image_keeps_its_files_name_and_gets_the_firmware_that_boots_it() throws IOException {
        model.open(List.of(Files.write(folder.resolve("my debian.raw"), new byte[1 << 20])));

        assertThat(model.nameProperty().get()).isEqualTo("my debian");
        assertThat(model.firmwareProperty().get()).isEqualTo(DEBIAN.firmware());
    }

    @Test
    void a_machine_can_begin_with_an_empty_drive() {
        model.open();
        model.diskProperty().set(0);

        model.create(Then.START);

        assertThat(made.getFirst().name()).isEqualTo("New machine");
        assertThat(made.getFirst().discs()).isEmpty();
        assertThat(made.getFirst().disks()).isEmpty();
    }
}

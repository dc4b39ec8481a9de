package org.vitrine.app.view.machine;

import java.util.Optional;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.DiskMove;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.engine.config.MachineConfig.Disk;

/** Moves images of a machine that is off, as long work. */
final class ImageMoves implements DiskMoves {
    private final MachinePage page;
    private final DiskMove move;
    private final WorkList works;
    private final Files files;

    ImageMoves(MachinePage page, DiskMove move, WorkList works, Files files) {
        this.page = page;
        this.move = move;
        this.works = works;
        this.files = files;
    }

    private Optional<Disk> disk(String id) {
        return page.draft().base().disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst();
    }

    @Override
    public boolean canMove(String id) {
        return disk(id).isPresent()
                && !page.machineProperty().get().isLive()
                && page.draft().changes().isEmpty();
    }

    @Override
    public void move(String id) {
        disk(id).ifPresent(disk -> files.chooseFolder(Texts.get("disks.move-title"))
                .ifPresent(folder -> {
                    var unused = works.add(move.start(page.uuid(), disk, folder));
                }));
    }
}

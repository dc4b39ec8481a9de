package org.vitrine.app.view;

import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.viewmodel.Threads;

/** What all windows share. */
record Desk(
        Machines machines,
        HostCheck host,
        Threads threads,
        Settings settings,
        UserFolders folders,
        Theme theme,
        FilePicker files) {}

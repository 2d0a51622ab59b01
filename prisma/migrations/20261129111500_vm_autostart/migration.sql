-- Whether its host starts a VM by itself: shown, since every migration of libvirt loses it unless it is set anew.

ALTER TABLE "vm" ADD COLUMN "is_autostart" BOOLEAN NOT NULL DEFAULT false;

export function wakeful(): () => void;
